// Runs custom database scripts as Auth0 does, each in a context that has Auth0's globals and nothing else.
// Standard input: a list of {script, name, arguments, configuration, require, speed}; standard output: how they ended.
'use strict';
const fs = require('fs');
const vm = require('vm');

class WrongUsernameOrPasswordError extends Error {
  constructor(userId, message) {
    super(message || 'Wrong username or password');
    this.userId = userId;
  }
}
class ValidationError extends Error {}
class UnauthorizedError extends Error {}
const KNOWN = [WrongUsernameOrPasswordError, ValidationError, UnauthorizedError];

function run(task) {
  const ended = { calls: 0 };
  return new Promise((resolve) => {
    const allowed = new Set(task.require);
    const context = vm.createContext({
      configuration: Object.freeze(task.configuration),
      WrongUsernameOrPasswordError,
      ValidationError,
      UnauthorizedError,
      fetch,
      console: { log() {}, error() {}, warn() {} },
      Buffer,
      setTimeout: (step, milliseconds) => setTimeout(step, milliseconds / task.speed),
      clearTimeout,
      require(name) {
        if (!allowed.has(name)) throw new Error(`Cannot find module '${name}'`);
        return require(name);
      }
    });
    function callback(error, profile) {
      ended.calls += 1;
      const kind = KNOWN.find((each) => error instanceof each);
      ended.error = error ? (kind ? kind.name : 'Error') : null;
      ended.message = error ? error.message : null;
      ended.userId = error ? error.userId : null;
      ended.profile = profile === undefined ? null : profile;
      setTimeout(() => resolve(ended), 50); // long enough for a second call to be seen
    }
    vm.runInContext(`${task.script}\n;globalThis.main = ${task.name};`, context, { timeout: 1000 });
    context.main(...task.arguments, callback);
  });
}

Promise.all(JSON.parse(fs.readFileSync(0, 'utf8')).map(run)).then((ended) => {
  fs.writeSync(1, JSON.stringify(ended) + '\n');
  process.exit(0);
});
