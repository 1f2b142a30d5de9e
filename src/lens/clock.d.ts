/** The clock that every JavaScript host has, though the language's own library does not declare it. */
declare const performance: { now(): number };
