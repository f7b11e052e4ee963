// Written by `convert scripts`. Everybody has moved: whoever Auth0 does not know is nobody.
function getByEmail(email, /* context */callback) {
  callback(null);
}
