// What package.json cannot say: F5 without a launch.json starts the first of its
// initialConfigurations, and where `baton` is not on the PATH, the editor says so.
// Relies on package.json and on the editor alone.
"use strict";
const fs = require("fs");
const path = require("path");
const vscode = require("vscode");

/** Whether the folder has a program of this name. */
function has(folder, program) {
  try {
    fs.accessSync(path.join(folder, program), fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The adapter's command, if the PATH has it. */
function adapter(executable) {
  const folders = (process.env.PATH || "").split(path.delimiter);
  if (folders.some((folder) => has(folder, executable.command)))
    return executable;
  throw new Error(`There is no ${executable.command} on the PATH that the ` +
    "editor has. Install it (make install), or put its folder on the PATH of " +
    "your login shell; then start the editor again.");
}

exports.activate = (context) => {
  const [{ type, initialConfigurations: [first] }] =
    context.extension.packageJSON.contributes.debuggers;
  context.subscriptions.push(
    vscode.debug.registerDebugConfigurationProvider(type, {
      resolveDebugConfiguration: (folder, given) =>
        given.type ? given : { ...first, ...given },
    }),
    vscode.debug.registerDebugAdapterDescriptorFactory(type, {
      createDebugAdapterDescriptor: (session, executable) =>
        adapter(executable),
    }));
};
