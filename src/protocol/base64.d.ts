/** Both are part of every browser and of Node (https://html.spec.whatwg.org/multipage/webappapis.html#atob). */
declare function atob(text: string): string;
declare function btoa(bytes: string): string;
