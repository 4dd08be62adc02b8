// A session on a PKCS#11 token: AES-256 keys made, used and destroyed there.
//
// Each key is a token object of class CKO_SECRET_KEY, private, sensitive and not extractable, made
// to encrypt and decrypt. CKA_LABEL is the session's label, CKA_ID the key's
// name: its generation and number, 8 bytes each, big-endian.
#pragma once

#include <string>

#include "custody/token/module.hpp"
#include "custody/token/token.hpp"

namespace lofte::custody::token {

class Pkcs11Session final : public Session {
 public:
  struct Place {
    CK_SESSION_HANDLE handle;  // closed when the session dies
    std::string label;
    std::string token;  // its name, for messages
  };
  Pkcs11Session(Module module, Place place);
  Pkcs11Session(Pkcs11Session const&) = delete;
  Pkcs11Session& operator=(Pkcs11Session const&) = delete;
  ~Pkcs11Session() override;

  std::vector<KeyName> keys() override;
  Sealed seal_under_new(KeyName const& name, crypto::Key const& plain,
                        BytesView associated) override;
  crypto::Key open(KeyName const& name, Sealed const& sealed, BytesView associated) override;
  void destroy(KeyName const& name) override;

 private:
  std::vector<CK_OBJECT_HANDLE> find(Bytes const& id);  // "": every key of the label
  CK_OBJECT_HANDLE make(KeyName const& name);

  Module module_;
  Place place_;
};

}  // namespace lofte::custody::token
