/* The forward normalizations in C, threads and vectors by hand of the compiler: a limit for what kernels can reach.
   Speaks the benchmark's protocol: a line with the version, then for each request a line of milliseconds. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>
#include <time.h>

/* N samples of C channels of P places; statistics over GROUP channels of one sample, or of all samples. */
typedef struct { int n, c, p, group, across, stored; } Work;

static float *x, *y;
static Work work;
static int threads, next_set;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void normalize_set(int set) {
  int runs = work.across ? work.n : 1, length = work.group * work.p;
  long stride = (long)work.c * work.p;
  float *from = x + (long)set * length, *to = y + (long)set * length;
  float mean = 0, scale = 1;
  if (!work.stored) {
    double sum = 0, squares = 0;
    for (int r = 0; r < runs; r++) {
      float *a = from + r * stride;
      for (int start = 0; start < length; start += 4096) {
        int end = start + 4096 < length ? start + 4096 : length;
        float lanes[16] = {0}, lanes2[16] = {0};
        int i = start;
        for (; i + 16 <= end; i += 16)
          for (int k = 0; k < 16; k++) { lanes[k] += a[i + k]; lanes2[k] += a[i + k] * a[i + k]; }
        for (; i < end; i++) { lanes[0] += a[i]; lanes2[0] += a[i] * a[i]; }
        for (int k = 0; k < 16; k++) { sum += lanes[k]; squares += lanes2[k]; }
      }
    }
    double count = (double)runs * length;
    mean = (float)(sum / count);
    scale = (float)(1 / sqrt(squares / count - (sum / count) * (sum / count) + 1e-5));
  }
  for (int r = runs - 1; r >= 0; r--) {
    float *a = from + r * stride, *b = to + r * stride;
    for (int i = 0; i < length; i++) b[i] = (a[i] - mean) * scale;
  }
}

static void *worker(void *unused) {
  (void)unused;
  int sets = work.across ? work.c : work.n * work.c / work.group;
  for (;;) {
    pthread_mutex_lock(&lock);
    int set = next_set++;
    pthread_mutex_unlock(&lock);
    if (set >= sets) return NULL;
    normalize_set(set);
  }
}

static void run(void) {
  pthread_t others[64];
  next_set = 0;
  for (int t = 1; t < threads; t++) pthread_create(&others[t], NULL, worker, NULL);
  worker(NULL);
  for (int t = 1; t < threads; t++) pthread_join(others[t], NULL);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static int choose(const char *name) {
  static const struct { const char *name; Work work; } works[] = {
    {"W1", {10, 32, 224 * 224, 1, 1, 0}}, {"W2", {10, 32, 224 * 224, 1, 1, 1}}, {"W4", {8, 64, 128 * 128, 64, 0, 0}},
    {"W5", {8, 64, 128 * 128, 1, 0, 0}},  {"W6", {8, 64, 128 * 128, 2, 0, 0}},
  };
  for (unsigned i = 0; i < sizeof works / sizeof *works; i++)
    if (!strcmp(works[i].name, name)) { work = works[i].work; return 1; }
  return 0;
}

int main(int count, char **arguments) {
  long most = 10L * 32 * 224 * 224;
  threads = count > 1 ? atoi(arguments[1]) : 1;
  x = malloc(most * sizeof(float));
  y = malloc(most * sizeof(float));
  for (long i = 0; i < most; i++) x[i] = (float)(rand() % 1000) / 250 - 1;
  memset(y, 0, most * sizeof(float));
  printf("{\"version\": \"native C\", \"works\": [\"W1\", \"W2\", \"W4\", \"W5\", \"W6\"]}\n");
  fflush(stdout);
  char line[256], name[16];
  int reps;
  while (fgets(line, sizeof line, stdin)) {
    if (sscanf(line, "{\"work\":\"%15[^\"]\",\"reps\":%d}", name, &reps) != 2 || !choose(name)) return 1;
    printf("{\"ms\": [");
    for (int i = 0; i < reps; i++) {
      double start = now();
      run();
      printf("%s%.6f", i ? ", " : "", now() - start);
    }
    printf("]}\n");
    fflush(stdout);
  }
}
