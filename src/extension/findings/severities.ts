import * as vscode from 'vscode';
import type { Severity } from '../../protocol/finding.ts';

export const DIAGNOSTIC_SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  information: vscode.DiagnosticSeverity.Information,
  warning: vscode.DiagnosticSeverity.Warning,
  error: vscode.DiagnosticSeverity.Error,
};

/** The icons that VS Code itself gives to problems. */
export const ICONS: Readonly<Record<Severity, string>> = {
  information: '$(info)',
  warning: '$(warning)',
  error: '$(error)',
};
