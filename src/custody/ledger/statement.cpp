#include "custody/ledger/statement.hpp"

#include "base/failure.hpp"

namespace lofte::custody::ledger {

namespace {

constexpr char committed = 1;

void append_quoted(std::string& text, std::string_view value) {
  text += '"';
  for (char const c : value) {
    if (c == '"' || c == '\\') {
      text += '\\';
      text += c;
    } else if (static_cast<unsigned char>(c) < ' ') {
      text += "\\u00";
      text += "0123456789abcdef"[c >> 4 & 15];
      text += "0123456789abcdef"[c & 15];
    } else {
      text += c;
    }
  }
  text += '"';
}

}  // namespace

Statement::Statement(std::string_view act, Instant at) {
  text_.reserve(256);
  text_ += "{\"act\":";
  append_quoted(text_, act);
  say("at", to_string(at));
}

Statement& Statement::name(std::string_view name) {
  text_ += ',';
  append_quoted(text_, name);
  text_ += ':';
  return *this;
}

Statement& Statement::say(std::string_view name, std::string_view value) {
  this->name(name);
  append_quoted(text_, value);
  return *this;
}

Statement& Statement::say(std::string_view name, std::uint64_t value) {
  this->name(name);
  text_ += std::to_string(value);
  return *this;
}

Statement& Statement::say(std::string_view name, std::span<std::string const> values) {
  this->name(name);
  text_ += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    text_ += i == 0 ? "" : ",";
    append_quoted(text_, values[i]);
  }
  text_ += ']';
  return *this;
}

Statement& Statement::say(std::string_view name, Uuid const& id) {
  return say(name, std::string_view(to_string(id)));
}

Opening Opening::of(Statement const& statement, Random& random) {
  Opening opening{.salt = Bytes(salt_bytes, '\0'), .statement = statement.text()};
  random.fill({reinterpret_cast<std::uint8_t*>(opening.salt.data()), opening.salt.size()});
  return opening;
}

Bytes Opening::entry() const {
  return Bytes(1, committed).append(crypto::view(crypto::sha256({salt, statement})));
}

Opening Opening::decode(BytesView bytes) {
  if (bytes.size() < salt_bytes) {
    throw Failure(FailureKind::damaged,
                  {.code = "ledger.opening_malformed",
                   .message = "an opening of the ledger is not what was written",
                   .remedy = "restore the data folder from a copy"});
  }
  return {.salt = Bytes(bytes.substr(0, salt_bytes)),
          .statement = std::string(bytes.substr(salt_bytes))};
}

}  // namespace lofte::custody::ledger
