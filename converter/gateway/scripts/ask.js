// Asks the gateway. Resolves to {status, answer}; rejects where there is no answer in time, or none that can be read.
async function ask(path, question) {
  const crypto = require('crypto');
  const base = String(configuration.GATEWAY_URL || '').replace(/\/+$/, '');
  if (!/^https:\/\//.test(base) && !/^http:\/\/(127\.0\.0\.1|localhost)(:[0-9]+)?(\/|$)/.test(base)) {
    throw new Error('GATEWAY_URL is no https address');
  }
  if (!configuration.GATEWAY_KEY && !configuration.GATEWAY_TOKEN) {
    throw new Error('GATEWAY_KEY is not set');
  }
  const body = JSON.stringify(question);
  const headers = { 'content-type': 'application/json', authorization: authorization() };
  let response;
  try {
    response = await withDeadline(configuration.GATEWAY_CLIENT_CERT ? overMutualTls : overFetch);
  } catch (error) {
    const cause = (error.cause && error.cause.code) || error.code || error.name;
    throw new Error('The gateway does not answer: ' + cause);
  }
  return { status: response.status, answer: read(response) };

  function authorization() {
    if (!configuration.GATEWAY_KEY) {
      return 'Bearer ' + configuration.GATEWAY_TOKEN;
    }
    const time = String(Math.floor(Date.now() / 1000));
    const nonce = crypto.randomBytes(16).toString('hex');
    const digest = crypto.createHash('sha256').update(body, 'utf8').digest('hex');
    const text = ['v1', 'POST', path, time, nonce, digest].join('\n');
    const signature = crypto.createHmac('sha256', configuration.GATEWAY_KEY).update(text, 'utf8').digest('hex');
    return 'Convert-HMAC-SHA256 time=' + time + ', nonce=' + nonce + ', signature=' + signature;
  }

  function withDeadline(send) {
    const controller = typeof AbortController === 'function' ? new AbortController() : null;
    return new Promise(function (resolve, reject) {
      const timer = setTimeout(function () {
        reject(Object.assign(new Error('too late'), { code: 'ETIMEDOUT' }));
        if (controller) controller.abort();
      }, TIMEOUT);
      send(controller ? { signal: controller.signal } : {})
        .then(resolve, reject)
        .then(function () {
          clearTimeout(timer);
        });
    });
  }

  async function overFetch(limit) {
    const options = { method: 'POST', headers: headers, body: body, redirect: 'error' };
    const response = await fetch(base + path, Object.assign(options, limit));
    return { status: response.status, text: await response.text() };
  }

  function overMutualTls(limit) {
    const options = {
      method: 'POST',
      headers: Object.assign({ 'content-length': Buffer.byteLength(body) }, headers),
      cert: configuration.GATEWAY_CLIENT_CERT,
      key: configuration.GATEWAY_CLIENT_KEY,
      ca: configuration.GATEWAY_CA || undefined
    };
    return new Promise(function (resolve, reject) {
      const request = require('https').request(base + path, Object.assign(options, limit), function (response) {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', function (piece) {
          text += piece;
        });
        response.on('error', reject);
        response.on('end', function () {
          resolve({ status: response.statusCode, text: text });
        });
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  function read(response) {
    let answer = null;
    try {
      answer = JSON.parse(response.text);
    } catch (error) {
      // not the gateway's
    }
    if (!answer || typeof answer !== 'object') {
      throw new Error('What answers at GATEWAY_URL is not the gateway: HTTP ' + response.status);
    }
    return answer;
  }
}

// The profile of a user that the gateway gave, marked as one that came by itself: Auth0 cannot tell otherwise.
function profile(answer) {
  const user = answer.user;
  if (!user || typeof user !== 'object' || typeof user.user_id !== 'string' || !user.user_id) {
    throw new Error('The gateway gave no user');
  }
  return Object.assign({}, user, { app_metadata: Object.assign({}, user.app_metadata, { lazyMigration: true }) });
}

function trouble(reply) {
  return new Error('The gateway cannot say: HTTP ' + reply.status + ' ' + String(reply.answer.error || ''));
}
