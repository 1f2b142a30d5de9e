/** The exit codes of the commands. */
export const EXIT = { success: 0, failedCell: 1, unreadable: 2 } as const;
