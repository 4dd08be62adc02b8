#include "custody/crypto/sha256.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "base/failure.hpp"
#include "base/hex.hpp"

namespace lofte::custody::crypto {

namespace {

// The algorithm fetched once (a fetch costs more than a short message), and a thread's own state.
struct Hasher {
  std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm{
      EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free};
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                  EVP_MD_CTX_free};
};

}  // namespace

Digest digest_from(BytesView bytes) {
  Digest digest;
  if (bytes.size() != digest.size()) {
    throw Failure(FailureKind::damaged, {.code = "crypto.digest_size",
                                         .message = "a hash has another length than 32 bytes",
                                         .remedy = "restore the data from a backup"});
  }
  std::ranges::copy(bytes, digest.begin());
  return digest;
}

std::string to_hex(Digest const& digest) {
  return lofte::to_hex(view(digest));
}

Digest sha256(std::initializer_list<BytesView> parts) {
  thread_local Hasher const hasher;
  Digest digest;
  bool done = EVP_DigestInit_ex2(hasher.context.get(), hasher.algorithm.get(), nullptr) == 1;
  for (BytesView const part : parts) {
    done = done && EVP_DigestUpdate(hasher.context.get(), part.data(), part.size()) == 1;
  }
  done = done && EVP_DigestFinal_ex(hasher.context.get(), digest.data(), nullptr) == 1;
  require(done, "OpenSSL hashes with SHA-256");
  return digest;
}

}  // namespace lofte::custody::crypto
