// For tests: a certificate made for them, for "localhost", that vouches for itself.
#pragma once

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "edge/http/server.hpp"

namespace lofte::edge::http {

template <auto release>
struct Releasing {
  template <typename Thing>
  void operator()(Thing* thing) const {
    release(thing);
  }
};
template <typename Thing, auto release>
using Owned = std::unique_ptr<Thing, Releasing<release>>;
using File = Owned<std::FILE, std::fclose>;

// A folder with chain.pem and key.pem, gone with the test.
class Identity {
 public:
  Identity() {
    std::string name = std::filesystem::temp_directory_path() / "lofte-tls-XXXXXX";
    folder_ = ::mkdtemp(name.data());
    Owned<EVP_PKEY, EVP_PKEY_free> const key(EVP_EC_gen("P-256"));
    Owned<X509, X509_free> const certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* const name_in_it = X509_get_subject_name(certificate.get());
    std::array<unsigned char, 10> constexpr localhost{"localhost"};
    X509_NAME_add_entry_by_txt(name_in_it, "CN", MBSTRING_ASC, localhost.data(), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name_in_it);
    extend(*certificate, NID_subject_alt_name, "DNS:localhost");
    extend(*certificate, NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    File const chain(std::fopen(files().certificate_chain_path.c_str(), "w"));
    PEM_write_X509(chain.get(), certificate.get());
    File const secret(std::fopen(files().private_key_path.c_str(), "w"));
    PEM_write_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  }
  ~Identity() { std::filesystem::remove_all(folder_); }
  Identity(Identity const&) = delete;
  Identity& operator=(Identity const&) = delete;

  TlsFiles files() const { return {folder_ / "chain.pem", folder_ / "key.pem"}; }

 private:
  static void extend(X509& certificate, int kind, char const* value) {
    Owned<X509_EXTENSION, X509_EXTENSION_free> const extension(
        X509V3_EXT_conf_nid(nullptr, nullptr, kind, value));
    X509_add_ext(&certificate, extension.get(), -1);
  }

  std::filesystem::path folder_;
};

}  // namespace lofte::edge::http
