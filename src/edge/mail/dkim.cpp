#include "edge/mail/dkim.hpp"

using _Bool = bool;  // the library's header is C, and takes it for granted

#include <opendkim/dkim.h>

#include <array>

#include "base/failure.hpp"

namespace lofte::edge::mail {

namespace {

Failure unfit() {
  return {FailureKind::bad_input,
          {.code = "mail.dkim_key",
           .message = "the DKIM key can't sign",
           .remedy = "it is an RSA key of 2048 bits in PEM: openssl genrsa -out dkim.pem 2048"}};
}

void expect(DKIM_STAT status) {
  if (status != DKIM_STAT_OK) {
    throw unfit();
  }
}

// The library takes what it only reads as though it wrote to it.
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
unsigned char const* bytes_of(std::string const& text) {
  return reinterpret_cast<unsigned char const*>(text.c_str());
}

// The library copies the list, which ends with a null pointer.
void set_list(DKIM_LIB* library, dkim_opts_t which, char const** names) {
  expect(dkim_options(library, DKIM_OP_SETOPT, which, names, sizeof names));
}

}  // namespace

struct DkimSigner::Library {
  Library() : handle(dkim_init(nullptr, nullptr)) {
    if (handle == nullptr) {
      throw std::bad_alloc();
    }
    std::array<char const*, 13> covered{"From",
                                        "To",
                                        "Subject",
                                        "Date",
                                        "Message-ID",
                                        "Reply-To",
                                        "MIME-Version",
                                        "Content-Type",
                                        "Content-Transfer-Encoding",
                                        "Auto-Submitted",
                                        "List-Unsubscribe",
                                        "List-Unsubscribe-Post",
                                        nullptr};
    std::array<char const*, 5> covered_once_more{"From", "To", "Subject", "Reply-To", nullptr};
    set_list(handle, DKIM_OPTS_SIGNHDRS, covered.data());
    set_list(handle, DKIM_OPTS_OVERSIGNHDRS, covered_once_more.data());
  }
  ~Library() { dkim_close(handle); }
  Library(Library const&) = delete;
  Library& operator=(Library const&) = delete;

  DKIM_LIB* handle;
};

DkimSigner::DkimSigner(DkimSettings settings)
    : settings_(std::move(settings)), library_(std::make_unique<Library>()) {
  sign("From: a@b.example\r\n\r\ntried out\r\n");
}

DkimSigner::~DkimSigner() = default;

Bytes DkimSigner::sign(BytesView message) const {
  DKIM_STAT status = DKIM_STAT_OK;
  static std::string const name = "message";
  std::string key = settings_.key_pem;
  std::unique_ptr<DKIM, DKIM_STAT (*)(DKIM*)> const signing(
      dkim_sign(library_->handle, bytes_of(name), nullptr, bytes_of(key),
                bytes_of(settings_.selector), bytes_of(settings_.domain), DKIM_CANON_RELAXED,
                DKIM_CANON_RELAXED, DKIM_SIGN_RSASHA256, -1, &status),
      dkim_free);
  if (!signing) {
    throw unfit();
  }
  std::string copy(message);
  expect(dkim_chunk(signing.get(), bytes_of(copy), copy.size()));
  expect(dkim_chunk(signing.get(), nullptr, 0));
  expect(dkim_eom(signing.get(), nullptr));
  unsigned char* header = nullptr;
  std::size_t header_bytes = 0;
  expect(dkim_getsighdr_d(signing.get(), sizeof DKIM_SIGNHEADER + 1, &header, &header_bytes));
  return std::string(DKIM_SIGNHEADER ": ")
      .append(reinterpret_cast<char const*>(header), header_bytes)
      .append("\r\n")
      .append(message);
}

}  // namespace lofte::edge::mail
