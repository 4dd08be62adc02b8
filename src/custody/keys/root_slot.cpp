#include "custody/keys/root_slot.hpp"

#include <utility>

#include "base/failure.hpp"
#include "custody/keys/root_file.hpp"
#include "custody/keys/token_sealing.hpp"

namespace lofte::custody::keys {

namespace {

bool same_state(Roots const& a, Roots const& b) {
  return a.generation == b.generation && a.next.has_value() == b.next.has_value();
}

bool same_roots(Roots const& a, Roots const& b) {
  return same_state(a, b) && a.current.view() == b.current.view() &&
         (!a.next || a.next->view() == b.next->view());
}

Roots first_roots(Random& random) {
  return {.generation = 1, .current = crypto::Key::random(random), .next = std::nullopt};
}

// The roots as a new place is to hold them.
HeldRoots seal_anew(std::string const& token_uri, Roots const& roots, Random& random,
                    OpenToken const& open) {
  if (token_uri.empty()) {
    return roots;
  }
  HeldRoots const blank = TokenSealing::blank(token_uri, random);
  return sealing_of(blank, random, open)->seal({.found = blank, .opened = {}, .after = roots});
}

struct Replaced {
  HeldRoots const& held;
  Roots const& opened;
};

// Nothing has left a slot that a next root has come into.
void settle(RootSealing& sealing, Replaced const& replaced) {
  if (!replaced.opened.next) {
    sealing.settle(replaced.held);
  }
}

void check_number(RootFile const& file, std::filesystem::path const& path) {
  auto const* const roots = std::get_if<TokenRoots>(&file.newest().held);
  if (roots != nullptr && roots->file_number != file.number()) {
    throw Failure(
        FailureKind::conflict,
        {.code = "root_slot.copied",
         .message = "the root slot " + path.string() +
                    " is a copy of another file; the keys in the token are that one's, and its "
                    "next tick, or a tick here, makes the other unreadable",
         .remedy = "if this copy is to be the one in use from now on, say so with `lofte keys "
                   "move-root '" +
                   roots->uri + "'`, and never start the other again"});
  }
}

}  // namespace

void FileRootSlot::create(Place const& place, Random& random, OpenToken const& open) {
  create(place, first_roots(random), random, open);
}

void FileRootSlot::create(Place const& place, Roots const& roots, Random& random,
                          OpenToken const& open) {
  if (std::filesystem::exists(place.file)) {
    slot_exists(place.file);
  }
  RootFile::create(place.file,
                   {.sequence = 1, .held = seal_anew(place.token_uri, roots, random, open)});
}

FileRootSlot::FileRootSlot(std::filesystem::path file, Random& random, OpenToken const& open)
    : file_(std::move(file)) {
  RootFile opened(file_);
  check_number(opened, file_);
  HeldRoots const& held = opened.newest().held;
  sealing_ = sealing_of(held, random, open);
  if (auto const* const roots = std::get_if<TokenRoots>(&held)) {
    token_uri_ = roots->uri;
  }
  mended_ = opened.mend();
  refresh(opened);
  sealing_->settle(held);
}

FileRootSlot::~FileRootSlot() = default;

Roots FileRootSlot::load() const {
  std::lock_guard lock(mutex_);
  return roots_;
}

void FileRootSlot::refresh(RootFile& file) {
  if (file.newest().sequence != sequence_) {
    roots_ = sealing_->open(file.newest().held);
    sequence_ = file.newest().sequence;
  }
}

// Whether what was asked is what failed halfway before, and has reached the file.
bool FileRootSlot::complete(Replacement const& asked) {
  auto const before = std::exchange(unfinished_, std::nullopt);
  return before && same_state(before->before, asked.before) &&
         same_roots(before->after, asked.after) && same_roots(roots_, asked.after);
}

bool FileRootSlot::replace(Roots const& before, Roots const& after) {
  std::lock_guard lock(mutex_);
  RootFile file(file_);
  // A replacement that failed halfway, here or in another process, is completed first: what the
  // caller is told must hold in every copy.
  if (unfinished_) {
    file.write(file.newest());
    settle(*sealing_, {.held = file.newest().held, .opened = unfinished_->after});
  } else {
    file.mend();
  }
  refresh(file);
  if (complete({.before = before, .after = after})) {
    return true;
  }
  if (!same_state(roots_, before)) {
    return false;
  }
  HeldRoots const held =
      sealing_->seal({.found = file.newest().held, .opened = roots_, .after = after});
  unfinished_ = {.before = before, .after = after};
  file.write({.sequence = file.newest().sequence + 1, .held = held});
  settle(*sealing_, {.held = held, .opened = after});
  unfinished_.reset();
  roots_ = after;
  sequence_ = file.newest().sequence;
  return true;
}

namespace {

// The slot's keys are in this token: it was reached in another way before, or by another copy of
// the file.
bool note_address(RootFile& file, std::string const& token_uri, Random& random,
                  OpenToken const& open) {
  TokenRoots roots = std::get<TokenRoots>(file.newest().held);
  auto token = open(token_uri);
  token::Token const& used = *token;
  TokenSealing sealing(std::move(token), random);
  bool const has_keys = sealing.has_keys_of(roots);
  if (!has_keys && used.identity() != roots.token) {
    return false;
  }
  sealing.open(roots);  // where it is the same token and they are gone, this says why
  roots.uri = token_uri;
  roots.token = used.identity();
  file.write({.sequence = file.newest().sequence + 1, .held = roots});
  return true;
}

// The old token's keys go last, when nothing needs them any more.
void abandon(TokenRoots const& roots, Random& random, OpenToken const& open) {
  try {
    TokenSealing(open(roots.uri), random).abandon(roots);
  } catch (Failure const& failure) {
    throw Failure(
        failure.kind(),
        {.code = "root_slot.keys_left",
         .message = "the root key has moved, but its old keys are still in the token of " +
                    roots.uri + ": " + failure.message(),
         .remedy = "destroy the secret keys labelled \"" + roots.label +
                   "\" there, for instance with `pkcs11-tool --login --delete-object "
                   "--type secrkey --label`: they open old copies of the slot"});
  }
}

}  // namespace

Moved move_root(FileRootSlot::Place const& place, Random& random, OpenToken const& open) {
  RootFile file(place.file);
  file.mend();
  HeldRoots const before = file.newest().held;
  auto const* const from = std::get_if<TokenRoots>(&before);
  if (from != nullptr && !place.token_uri.empty() &&
      note_address(file, place.token_uri, random, open)) {
    return Moved::address;
  }
  check_number(file, place.file);
  Roots roots = sealing_of(before, random, open)->open(before);
  if (roots.next) {
    throw Failure(FailureKind::conflict,
                  {.code = "root_slot.tick_pending",
                   .message = "a tick was cut off, and the slot holds two roots",
                   .remedy = "complete it with `lofte tick`, then move the root key"});
  }
  roots.next = crypto::Key::random(random);
  file.write({.sequence = file.newest().sequence + 1,
              .held = seal_anew(place.token_uri, roots, random, open)});
  if (from != nullptr) {
    abandon(*from, random, open);
  }
  return Moved::roots;
}

MemoryRootSlot::MemoryRootSlot(Random& random) : roots_(first_roots(random)) {}

Roots MemoryRootSlot::load() const {
  std::lock_guard lock(mutex_);
  return roots_;
}

bool MemoryRootSlot::replace(Roots const& before, Roots const& after) {
  std::lock_guard lock(mutex_);
  if (!same_state(roots_, before)) {
    return false;
  }
  roots_ = after;
  return true;
}

}  // namespace lofte::custody::keys
