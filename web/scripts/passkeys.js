// Passkeys (Web Authentication). A form with data-passkey is hidden until this has run: where the browser has passkeys it
// is shown, and before it is sent the browser is asked to make one ("create") or to use one ("get"). Its options come from
// data-options, its answer goes along in the field "credential", and what is said when nothing comes of it stands in the
// form's own texts. Without scripts, or without passkeys, the other ways in remain.

const bytes_of = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text_of = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const with_id = (one) => ({ ...one, id: bytes_of(one.id) });

// The standard's own readers and writers where the browser has them, else by hand.
function to_make(json) {
  return (
    PublicKeyCredential.parseCreationOptionsFromJSON?.(json) ?? {
      ...json,
      challenge: bytes_of(json.challenge),
      user: with_id(json.user),
      excludeCredentials: json.excludeCredentials.map(with_id),
    }
  );
}

function to_use(json) {
  return (
    PublicKeyCredential.parseRequestOptionsFromJSON?.(json) ?? {
      ...json,
      challenge: bytes_of(json.challenge),
      allowCredentials: json.allowCredentials.map(with_id),
    }
  );
}

function to_send(credential) {
  if (credential.toJSON) return credential.toJSON();
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[part]) response[part] = text_of(credential.response[part]);
  return { id: credential.id, rawId: text_of(credential.rawId), type: credential.type, response };
}

async function options_of(form) {
  const answer = await fetch(form.dataset.options, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    redirect: "error",
  });
  if (!answer.ok) throw new Error("no options");
  return answer.json();
}

let asking; // one question at a time: a new one ends the one that waits in the autofill

async function ask(form, how = {}) {
  asking?.abort();
  asking = new AbortController();
  const signal = asking.signal;
  const json = await options_of(form);
  const credential =
    form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: to_make(json), signal, ...how })
      : await navigator.credentials.get({ publicKey: to_use(json), signal, ...how });
  form.elements.credential.value = JSON.stringify(to_send(credential));
  form.submit();
}

function words_for(error, texts) {
  if (error.name === "InvalidStateError" && texts.known) return texts.known;
  return error.name === "NotAllowedError" || error.name === "AbortError" ? texts.cancelled : texts.failed;
}

function enliven(form) {
  const told = form.querySelector("[role=status]");
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    told.textContent = "";
    try {
      await ask(form);
    } catch (error) {
      told.textContent = words_for(error, form.dataset);
    } finally {
      busy = false;
    }
  });
  form.hidden = false;
}

async function offer_in_autofill(form) {
  if (form && (await PublicKeyCredential.isConditionalMediationAvailable?.()))
    await ask(form, { mediation: "conditional" }).catch(() => {}); // nobody asked: nothing to tell
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("form[data-passkey]").forEach(enliven);
  offer_in_autofill(document.querySelector("form[data-autofill]"));
}
