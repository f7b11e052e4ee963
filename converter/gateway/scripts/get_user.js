// Written by `convert scripts`. Auth0 runs it at a sign-up, at a reset of a password and at a change of an address.
function getByEmail(email, /* context */callback) {
  const TIMEOUT = 12000; // milliseconds; Auth0 gives up after about 20 seconds

  ask('/get_user', { identifier: email })
    .then(function (reply) {
      if (reply.status === 200) {
        return [null, profile(reply.answer)];
      }
      if (reply.status === 404 && reply.answer.error === 'unknown') {
        return [null];
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
