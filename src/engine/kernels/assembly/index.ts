export { runAlone, runShared, serve, settle } from './calls';
