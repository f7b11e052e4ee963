// Written by `convert scripts`. Everybody has moved: whoever Auth0 does not know is nobody.
function login(userNameOrEmail, password, /* context */callback) {
  callback(null, null);
}
