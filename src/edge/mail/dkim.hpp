// Signs messages by DKIM (RFC 6376): RSA and SHA-256, relaxed headers and body; by OpenDKIM's
// library.
//
// Any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/day.hpp"
#include "base/wire.hpp"

namespace lofte::edge::mail {

struct DkimSettings {
  std::string domain;
  std::string selector;
  std::string key_pem;  // an RSA private key
};

class DkimSigner {
 public:
  // Throws Failure (bad_input, "mail.dkim_key") when the key can't sign.
  explicit DkimSigner(DkimSettings settings);
  ~DkimSigner();
  DkimSigner(DkimSigner const&) = delete;
  DkimSigner& operator=(DkimSigner const&) = delete;

  // The message with its signature at its head. Covers what says from whom, to whom, what and how
  // to end it (RFC 8058, 4), and that no other From or Subject has been added. Throws Failure
  // (bad_input, "mail.dkim_key").
  Bytes sign(BytesView message) const;

 private:
  struct Library;
  DkimSettings settings_;
  std::unique_ptr<Library> library_;
};

}  // namespace lofte::edge::mail
