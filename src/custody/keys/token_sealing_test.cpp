// A root slot in a token (SoftHSM 2): what is gone when a root leaves it, what a crash or a token
// that goes at any step leaves behind, and moving it.
#include "custody/keys/token_sealing.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>

#include "base/failure.hpp"
#include "custody/token/softhsm_test.hpp"

namespace lofte::custody::keys {
namespace {

namespace fs = std::filesystem;
using token::KeyName;

// The token fails at the call after `left` more.
struct Fault {
  int left = -1;  // -1: never
  void pass() {
    if (left == 0) {
      throw Failure(FailureKind::unavailable,
                    {.code = "test.gone", .message = "the token is gone", .remedy = "wait"});
    }
    left -= left > 0 ? 1 : 0;
  }
};

class FaultySession final : public token::Session {
 public:
  FaultySession(std::unique_ptr<token::Session> real, Fault& fault)
      : real_(std::move(real)), fault_(&fault) {}
  std::vector<KeyName> keys() override {
    fault_->pass();
    return real_->keys();
  }
  token::Sealed seal_under_new(KeyName const& name, crypto::Key const& plain,
                               BytesView associated) override {
    fault_->pass();
    auto sealed = real_->seal_under_new(name, plain, associated);
    fault_->pass();  // made, and never told
    return sealed;
  }
  crypto::Key open(KeyName const& name, token::Sealed const& sealed,
                   BytesView associated) override {
    fault_->pass();
    return real_->open(name, sealed, associated);
  }
  void destroy(KeyName const& name) override {
    fault_->pass();
    real_->destroy(name);
    fault_->pass();
  }

 private:
  std::unique_ptr<token::Session> real_;
  Fault* fault_;
};

class FaultyToken final : public token::Token {
 public:
  FaultyToken(std::unique_ptr<token::Token> real, Fault& fault)
      : real_(std::move(real)), fault_(&fault) {}
  std::unique_ptr<token::Session> open(std::string const& label) override {
    fault_->pass();
    return std::make_unique<FaultySession>(real_->open(label), *fault_);
  }
  std::string identity() const override { return real_->identity(); }

 private:
  std::unique_ptr<token::Token> real_;
  Fault* fault_;
};

class RootSlotInToken : public testing::Test {
 protected:
  RootSlotInToken() : file(hsm.folder() / "root.slot") {
    FileRootSlot::create({.file = file, .token_uri = hsm.uri()}, random);
  }

  FileRootSlot faulty_slot() {
    return FileRootSlot(file, random, [&](std::string const& uri) {
      return std::make_unique<FaultyToken>(token::pkcs11_token(uri), fault);
    });
  }
  Bytes contents() const {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  // In place, as a restored copy would be.
  void put_back(Bytes const& bytes) const {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  TokenRoots held() const {
    return std::get<TokenRoots>(decode_root_copy(contents().substr(0, root_copy_bytes)).copy.held);
  }
  // Of the slot's label, in the token.
  std::vector<KeyName> keys() { return token::pkcs11_token(hsm.uri())->open(held().label)->keys(); }
  std::string code_of(std::function<void()> const& act) {
    try {
      act();
      return "nothing failed";
    } catch (Failure const& failure) {
      EXPECT_FALSE(failure.remedy().empty()) << failure.code();
      return failure.code();
    }
  }
  std::string code_of_opening() {
    return code_of([&] { FileRootSlot(file, random).load(); });
  }
  Roots with_next(Roots const& before) {
    return {.generation = before.generation,
            .current = before.current,
            .next = crypto::Key::random(random)};
  }
  static Roots after_tick(Roots const& during) {
    return {.generation = during.generation + 1, .current = *during.next, .next = std::nullopt};
  }
  void tick(FileRootSlot& slot) {
    Roots const during = with_next(slot.load());
    ASSERT_TRUE(slot.replace(slot.load(), during));
    ASSERT_TRUE(slot.replace(during, after_tick(during)));
  }
  void tick() {
    FileRootSlot slot(file, random);
    tick(slot);
  }

  SystemRandom random;
  token::SoftHsm hsm;
  fs::path file;
  Fault fault;
};

// Summed as ours are, but with an end that is missing: another program's, or a bug's.
TEST_F(RootSlotInToken, ACopyThatSumsButDoesNotReadIsBroken) {
  Bytes copy = contents().substr(0, root_copy_bytes);
  std::size_t const from = copy.find("pkcs11:");
  copy.replace(from, 4064 - from, 4064 - from, '\xff');  // no length is that long
  copy.replace(4064, 32, crypto::hash(copy.substr(0, 4064)));
  EXPECT_EQ(decode_root_copy(copy).state, BlockState::broken);
}

TEST_F(RootSlotInToken, HasOneKeyForEachRootItHolds) {
  FileRootSlot slot(file, random);
  EXPECT_EQ(slot.token_uri(), hsm.uri());
  ASSERT_EQ(keys().size(), 1U);
  EXPECT_EQ(keys()[0].generation, 1U);
  Roots const during = with_next(slot.load());
  slot.replace(slot.load(), during);
  EXPECT_EQ(keys().size(), 2U);
  slot.replace(during, after_tick(during));
  ASSERT_EQ(keys().size(), 1U);
  EXPECT_EQ(keys()[0].generation, 2U);
}

TEST_F(RootSlotInToken, AnOldCopyOfTheFileOpensNothingAfterATick) {
  Bytes const of_generation_1 = contents();
  Bytes during_tick;
  {
    FileRootSlot slot(file, random);
    Roots const during = with_next(slot.load());
    slot.replace(slot.load(), during);
    during_tick = contents();
    slot.replace(during, after_tick(during));
  }
  Bytes const of_generation_2 = contents();
  put_back(of_generation_1);
  EXPECT_EQ(code_of_opening(), "root_slot.superseded");
  put_back(during_tick);  // its next root is today's, its current one is gone
  EXPECT_NE(code_of_opening(), "nothing failed");
  put_back(of_generation_2);
  EXPECT_EQ(code_of_opening(), "nothing failed");
}

TEST_F(RootSlotInToken, AnOlderCopyThatStillOpensTakesNoKeyFromTheNewerOne) {
  Bytes const before = contents();
  Bytes during_tick;
  {
    FileRootSlot slot(file, random);
    slot.replace(slot.load(), with_next(slot.load()));
    during_tick = contents();
  }
  put_back(before);
  EXPECT_EQ(code_of_opening(), "nothing failed");
  put_back(during_tick);
  EXPECT_EQ(code_of_opening(), "nothing failed");
}

// What a crash leaves: the token's fault ends the tick, and the slot that met it is forgotten.
TEST_F(RootSlotInToken, CutOffAtAnyStepOfATickOpensAndIsCompletedByTheNext) {
  int steps = 0;
  for (bool was_cut_off = true; was_cut_off; ++steps) {
    Bytes const before = contents();
    std::uint64_t const generation = held().generation;
    {
      fault.left = -1;
      FileRootSlot slot = faulty_slot();
      fault.left = steps;
      was_cut_off = code_of([&] { tick(slot); }) != "nothing failed";
    }
    if (was_cut_off && steps % 2 == 1) {  // the file, too, may have been cut off between two copies
      put_back(contents().substr(0, 2 * root_copy_bytes) + before.substr(2 * root_copy_bytes));
    }
    FileRootSlot reopened(file, random);
    Roots const found = reopened.load();
    EXPECT_LE(found.generation, generation + 1) << steps;
    if (found.next) {
      ASSERT_TRUE(reopened.replace(found, after_tick(found))) << steps;
    } else {
      tick(reopened);
    }
    ASSERT_EQ(keys().size(), 1U) << "a key was left behind at step " << steps;
    EXPECT_EQ(keys()[0].generation, reopened.load().generation);
  }
  EXPECT_GT(steps, 8) << "a tick has more steps than that";
}

TEST_F(RootSlotInToken, ATokenThatGoesAtAnyStepOfATickIsNoHindranceToTheTickAfter) {
  for (int steps = 0; steps < 12; ++steps) {
    fault.left = -1;
    FileRootSlot slot = faulty_slot();
    Roots const before = slot.load();
    fault.left = steps;
    code_of([&] { tick(slot); });
    EXPECT_EQ(code_of([&] { slot.load(); }), "nothing failed") << "reads go on";
    fault.left = -1;
    // As the tick does: begin unless it has begun, then finish.
    Roots during = slot.load();
    if (!during.next) {
      during = with_next(during);
      ASSERT_TRUE(slot.replace(slot.load(), during)) << steps;
    }
    ASSERT_TRUE(slot.replace(during, after_tick(during))) << steps;
    EXPECT_GT(slot.load().generation, before.generation);
    EXPECT_EQ(keys().size(), 1U) << steps;
  }
}

TEST_F(RootSlotInToken, AKeyMissingFromATokenMadeAnewIsNamed) {
  hsm.initialise_anew("lofte");
  EXPECT_EQ(code_of_opening(), "token.key_missing");
}

TEST_F(RootSlotInToken, AKeyThatSomebodyDestroyedIsNamed) {
  token::pkcs11_token(hsm.uri())->open(held().label)->destroy(held().current.key);
  EXPECT_EQ(code_of_opening(), "token.key_missing");
}

TEST_F(RootSlotInToken, AnotherTokenIsToldFromTheRightOne) {
  fs::rename(hsm.folder() / "tokens", hsm.folder() / "elsewhere");
  fs::create_directory(hsm.folder() / "tokens");
  EXPECT_EQ(code_of_opening(), "token.missing");
  hsm.add_token("lofte");
  EXPECT_EQ(code_of_opening(), "token.another");
}

TEST_F(RootSlotInToken, ACopyOfTheFileIsRefusedSoThatItTakesNoKeyFromTheOriginal) {
  fs::path const copy = file.string() + ".copy";
  fs::copy_file(file, copy);
  ::chmod(copy.c_str(), 0600);
  EXPECT_EQ(code_of([&] { FileRootSlot(copy, random).load(); }), "root_slot.copied");
  EXPECT_EQ(code_of([&] { move_root({.file = copy, .token_uri = {}}, random); }),
            "root_slot.copied");
  EXPECT_EQ(move_root({.file = copy, .token_uri = hsm.uri()}, random), Moved::address);
  EXPECT_EQ(code_of([&] { FileRootSlot(copy, random).load(); }), "nothing failed");
}

TEST_F(RootSlotInToken, TwoSlotsInOneTokenTakeNothingFromEachOther) {
  fs::path const other = hsm.folder() / "other.slot";
  FileRootSlot::create({.file = other, .token_uri = hsm.uri()}, random);
  tick();
  tick();
  EXPECT_EQ(code_of([&] { FileRootSlot(other, random).load(); }), "nothing failed");
}

TEST_F(RootSlotInToken, NothingIsMadeWhenTheTokenCanNotBeUsed) {
  fs::path const other = hsm.folder() / "other.slot";
  hsm.write_pin("0000");
  EXPECT_EQ(code_of([&] { FileRootSlot::create({.file = other, .token_uri = hsm.uri()}, random); }),
            "token.pin_wrong");
  EXPECT_FALSE(fs::exists(other));
}

class MovingTheRoot : public RootSlotInToken {
 protected:
  void expect_that_the_next_tick_makes_it_new(Roots const& before) {
    FileRootSlot slot(file, random);
    Roots const moved = slot.load();
    EXPECT_EQ(moved.generation, before.generation);
    EXPECT_EQ(moved.current.view(), before.current.view());
    ASSERT_TRUE(moved.next) << "a tick has to follow";
    ASSERT_TRUE(slot.replace(moved, after_tick(moved)));
  }
};

TEST_F(MovingTheRoot, OutOfTheTokenAndIntoItAgain) {
  Roots const first = FileRootSlot(file, random).load();
  std::string const label = held().label;
  EXPECT_EQ(move_root({.file = file, .token_uri = {}}, random), Moved::roots);
  EXPECT_TRUE(contents().contains(first.current.view()));
  EXPECT_TRUE(FileRootSlot(file, random).token_uri().empty());
  EXPECT_TRUE(token::pkcs11_token(hsm.uri())->open(label)->keys().empty());
  expect_that_the_next_tick_makes_it_new(first);

  Roots const second = FileRootSlot(file, random).load();
  EXPECT_EQ(move_root({.file = file, .token_uri = hsm.uri()}, random), Moved::roots);
  EXPECT_FALSE(contents().contains(second.current.view()));
  EXPECT_EQ(FileRootSlot(file, random).token_uri(), hsm.uri());
  expect_that_the_next_tick_makes_it_new(second);
  EXPECT_EQ(keys().size(), 1U);
}

TEST_F(MovingTheRoot, FromOneTokenToAnother) {
  hsm.add_token("second");
  Roots const before = FileRootSlot(file, random).load();
  std::string const label = held().label;
  EXPECT_EQ(move_root({.file = file, .token_uri = hsm.uri("second")}, random), Moved::roots);
  EXPECT_TRUE(token::pkcs11_token(hsm.uri())->open(label)->keys().empty());
  expect_that_the_next_tick_makes_it_new(before);
}

TEST_F(MovingTheRoot, ToTheSameTokenNotesTheWayToItAndKeepsTheRoot) {
  std::string const uri = hsm.uri() + "&module-name=softhsm2";
  auto const before = keys();
  EXPECT_EQ(move_root({.file = file, .token_uri = uri}, random), Moved::address);
  FileRootSlot const slot(file, random);
  EXPECT_EQ(slot.token_uri(), uri);
  EXPECT_FALSE(slot.load().next);
  EXPECT_EQ(keys(), before);
}

TEST_F(MovingTheRoot, WaitsForATickThatWasCutOff) {
  {
    FileRootSlot slot(file, random);
    slot.replace(slot.load(), with_next(slot.load()));
  }
  Bytes const before = contents();
  EXPECT_EQ(code_of([&] { move_root({.file = file, .token_uri = {}}, random); }),
            "root_slot.tick_pending");
  EXPECT_EQ(contents(), before);
}

TEST_F(MovingTheRoot, ToATokenThatIsNotThereChangesNothing) {
  Bytes const before = contents();
  EXPECT_EQ(code_of([&] { move_root({.file = file, .token_uri = hsm.uri("third")}, random); }),
            "token.missing");
  EXPECT_EQ(contents(), before);
  EXPECT_EQ(code_of_opening(), "nothing failed");
}

TEST_F(MovingTheRoot, SaysWhenTheOldKeysAreStillThere) {
  std::string const label = held().label;
  OpenToken const open = [&](std::string const& uri) {
    return std::make_unique<FaultyToken>(token::pkcs11_token(uri), fault);
  };
  fault.left = 3;  // opened, looked for keys, opened the root; then it is gone
  EXPECT_EQ(code_of([&] { move_root({.file = file, .token_uri = {}}, random, open); }),
            "root_slot.keys_left");
  EXPECT_EQ(code_of_opening(), "nothing failed");
  EXPECT_EQ(token::pkcs11_token(hsm.uri())->open(label)->keys().size(), 1U);
}

}  // namespace
}  // namespace lofte::custody::keys
