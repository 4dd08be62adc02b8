#include "custody/keys/token_sealing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/failure.hpp"
#include "custody/token/token_address.hpp"

namespace lofte::custody::keys {

using token::KeyName;

namespace {

std::uint64_t random_number(Random& random) {
  std::array<std::uint8_t, 8> bytes{};
  random.fill(bytes);
  std::uint64_t number = 0;
  for (std::uint8_t const byte : bytes) {
    number = number << 8 | byte;
  }
  return number;
}

// What a sealed root is bound to: the slot and the generation.
Bytes place_of(std::string const& label, std::uint64_t generation) {
  return Writer().text("lofte root").text(label).u64(generation).take();
}

bool is_named(TokenRoots const& roots, KeyName const& key) {
  return key == roots.current.key || (roots.next && key == roots.next->key);
}

bool has_all(std::vector<KeyName> const& keys, TokenRoots const& roots) {
  auto const has = [&](KeyName const& key) { return std::ranges::find(keys, key) != keys.end(); };
  return has(roots.current.key) && (!roots.next || has(roots.next->key));
}

bool is_same(std::optional<crypto::Key> const& a, crypto::Key const& b) {
  return a && a->view() == b.view();
}

struct KeyOfSlot {
  std::string const& label;
  KeyName key;
};

// What the token gives back is looked at before anything depends on it.
SealedRoot seal_under_new(token::Session& session, KeyOfSlot const& name, crypto::Key const& root) {
  Bytes const place = place_of(name.label, name.key.generation);
  SealedRoot sealed{.key = name.key, .sealed = session.seal_under_new(name.key, root, place)};
  if (session.open(name.key, sealed.sealed, place).view() != root.view()) {
    throw Failure(FailureKind::bad_input,
                  {.code = "token.unfit",
                   .message = "the token does not give back what it has sealed",
                   .remedy = "use a token whose CKM_AES_GCM is as PKCS#11 2.40 says"});
  }
  return sealed;
}

[[noreturn]] void superseded(TokenRoots const& roots, std::uint64_t newest) {
  throw Failure(
      FailureKind::damaged,
      {.code = "root_slot.superseded",
       .message = fmt::format("the root slot is of generation {}, whose key the token has "
                              "destroyed; it has gone on to generation {}",
                              roots.generation, newest),
       .remedy = "put back the slot's file that was in use last; what an older copy opened is gone "
                 "for good, as it is meant to be"});
}

[[noreturn]] void another_token(TokenRoots const& roots, std::string const& found) {
  throw Failure(
      FailureKind::damaged,
      {.code = "token.another",
       .message = fmt::format("the root slot was sealed by the token {}, and its keys are not in "
                              "the one that was found, {}",
                              roots.token, found),
       .remedy = "put the right token in its place; if it is reached in another way now, tell "
                 "lofte with `lofte keys move-root URI`"});
}

[[noreturn]] void key_missing(TokenRoots const& roots) {
  throw Failure(
      FailureKind::damaged,
      {.code = "token.key_missing",
       .message = fmt::format("the token {} has no key of generation {} for this root slot",
                              roots.token, roots.generation),
       .remedy = "if the token was initialised anew, its keys are gone, and everything "
                 "that was kept under them: put back a copy of the token, if there is "
                 "one; else put back the slot's file that was in use last"});
}

[[noreturn]] void explain_missing(std::vector<KeyName> const& keys, TokenRoots const& roots,
                                  std::string const& identity) {
  std::uint64_t newest = 0;
  for (KeyName const& key : keys) {
    newest = std::max(newest, key.generation);
  }
  if (newest > roots.generation) {
    superseded(roots, newest);
  }
  if (identity != roots.token) {
    another_token(roots, identity);
  }
  key_missing(roots);
}

// In the clear there is nothing beside the file.
class NoSealing final : public RootSealing {
 public:
  Roots open(HeldRoots const& held) override { return std::get<Roots>(held); }
  HeldRoots seal(Replacement const& replacement) override { return replacement.after; }
  void settle(HeldRoots const&) override {}
};

}  // namespace

TokenRoots TokenSealing::blank(std::string const& uri, Random& random) {
  token::TokenAddress const address(uri);
  TokenRoots roots;
  roots.label = fmt::format("{} {:016x}", address.object(), random_number(random));
  roots.uri = uri;
  return roots;
}

Roots TokenSealing::open(HeldRoots const& held) {
  auto const& sealed = std::get<TokenRoots>(held);
  auto const session = token_->open(sealed.label);
  auto const keys = session->keys();
  if (!has_all(keys, sealed)) {
    explain_missing(keys, sealed, token_->identity());
  }
  auto const open_one = [&](SealedRoot const& root, std::uint64_t generation) {
    return session->open(root.key, root.sealed, place_of(sealed.label, generation));
  };
  Roots roots{.generation = sealed.generation,
              .current = open_one(sealed.current, sealed.generation),
              .next = std::nullopt};
  if (sealed.next) {
    roots.next = open_one(*sealed.next, sealed.generation + 1);
  }
  return roots;
}

// A root that the file holds already stays sealed as it is: its key seals nothing twice.
HeldRoots TokenSealing::seal(Replacement const& replacement) {
  auto const& found = std::get<TokenRoots>(replacement.found);
  auto const& [_, opened, after] = replacement;
  auto const session = token_->open(found.label);
  auto const kept_or_new = [&](std::uint64_t generation, crypto::Key const& root) {
    if (generation == found.generation && is_same(opened.current, root)) {
      return found.current;
    }
    if (found.next && generation == found.generation + 1 && is_same(opened.next, root)) {
      return *found.next;
    }
    KeyName const name{.generation = generation, .number = random_number(*random_)};
    return seal_under_new(*session, {.label = found.label, .key = name}, root);
  };
  TokenRoots held = found;
  held.token = token_->identity();
  held.generation = after.generation;
  held.current = kept_or_new(after.generation, after.current);
  held.next = std::nullopt;
  if (after.next) {
    held.next = kept_or_new(after.generation + 1, *after.next);
  }
  return held;
}

// A key of a later generation stays: where an older copy of the file was put back, the newer one
// still needs it.
void TokenSealing::settle(HeldRoots const& held) {
  auto const& roots = std::get<TokenRoots>(held);
  auto const session = token_->open(roots.label);
  for (KeyName const& key : session->keys()) {
    if (key.generation <= roots.generation && !is_named(roots, key)) {
      session->destroy(key);
    }
  }
}

bool TokenSealing::has_keys_of(TokenRoots const& roots) {
  return has_all(token_->open(roots.label)->keys(), roots);
}

void TokenSealing::abandon(TokenRoots const& roots) {
  auto const session = token_->open(roots.label);
  for (KeyName const& key : session->keys()) {
    session->destroy(key);
  }
}

std::unique_ptr<RootSealing> sealing_of(HeldRoots const& held, Random& random,
                                        OpenToken const& open_token) {
  if (auto const* const roots = std::get_if<TokenRoots>(&held)) {
    return std::make_unique<TokenSealing>(open_token(roots->uri), random);
  }
  return std::make_unique<NoSealing>();
}

}  // namespace lofte::custody::keys
