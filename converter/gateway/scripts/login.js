// Written by `convert scripts`. Auth0 runs it for whoever it does not know yet.
function login(userNameOrEmail, password, /* context */callback) {
  const TIMEOUT = 12000; // milliseconds; Auth0 gives up after about 20 seconds

  ask('/login', { identifier: userNameOrEmail, password: password })
    .then(function (reply) {
      const error = reply.answer.error;
      if (reply.status === 200) {
        return [null, profile(reply.answer)];
      }
      if (reply.status === 403 && error === 'wrong') {
        return [new WrongUsernameOrPasswordError(userNameOrEmail)];
      }
      if (reply.status === 403 && error === 'locked') {
        return [new UnauthorizedError('This account is locked.')];
      }
      if (reply.status === 403 && error === 'must_change') {
        return [new UnauthorizedError('The password has to be changed. Choose a new one with "Forgot password".')];
      }
      if (reply.status === 429 && error === 'throttled') {
        return [new UnauthorizedError('Too many failed logins. Try again in a few minutes.')];
      }
      return [trouble(reply)];
    })
    .catch(function (error) {
      return [error];
    })
    .then(function (outcome) {
      callback(outcome[0], outcome[1]);
    });

  /* shared */
}
