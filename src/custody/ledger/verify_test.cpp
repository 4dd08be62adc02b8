#include "custody/ledger/verify.hpp"

#include <gtest/gtest.h>

#include "base/failure.hpp"
#include "custody/ledger/ledger_in_a_test.hpp"

namespace lofte::custody::ledger {
namespace {

class VerifyTest : public LedgerTest {
 protected:
  // A copy of the log's tiles that can be tampered with.
  class Copy final : public TileSource {
   public:
    Copy(TileSource const& log, std::uint64_t size) {
      for (unsigned level = 0; size >> tile_levels * level > 0; ++level) {
        std::uint64_t const last = (size >> tile_levels * level) / tile_width;
        for (std::uint64_t index = 0; index <= last; ++index) {
          TileName name{.level = level, .index = index, .width = width_in(size, level, index)};
          if (name.width == 0) {
            continue;
          }
          tiles[name] = log.tile(name);
          if (level == 0) {
            name.kind = TileName::Kind::entries;
            tiles[name] = log.tile(name);
          }
        }
      }
    }
    Bytes tile(TileName const& name) const override {
      auto const found = tiles.find(name);
      if (found == tiles.end()) {
        throw Failure(FailureKind::not_found,
                      {.code = "ledger.tile_missing", .message = "", .remedy = ""});
      }
      return found->second;
    }
    std::map<TileName, Bytes> tiles;
  };

  void grow(int count) {
    for (int i = 0; i < count; ++i) {
      note(subject(static_cast<std::uint8_t>(i % 9)), "restricted");
    }
    ledger_->sequence();
  }

  std::string code_of(std::function<void()> const& act) {
    try {
      act();
      return "";
    } catch (Failure const& failure) {
      return failure.code();
    }
  }
};

TEST_F(VerifyTest, EveryTamperedTileIsFound) {
  grow(600);
  auto const newest = ledger_->log().checkpoint();
  Copy copy(ledger_->log(), newest.checkpoint.size);
  Check const check{
      .source = copy, .newest = newest, .key = ledger_->verifier(), .seen = {}, .progress = {}};
  EXPECT_EQ(verify(check), 600);
  for (auto& [name, bytes] : copy.tiles) {
    for (std::size_t const at : {std::size_t{0}, bytes.size() / 2, bytes.size() - 1}) {
      bytes[at] ^= 4;
      EXPECT_THROW(verify(check), Failure) << path_of(name) << " byte " << at;
      bytes[at] ^= 4;
    }
    Bytes const whole = bytes;
    bytes.pop_back();
    EXPECT_THROW(verify(check), Failure) << path_of(name);
    bytes = whole;
  }
  EXPECT_EQ(verify(check), 600);
}

TEST_F(VerifyTest, ItGoesOnFromWhatWasSeen) {
  grow(300);
  Seen const seen{ledger_->log().checkpoint().checkpoint};
  EXPECT_EQ(Seen::parse(seen.text())->text(), seen.text());
  grow(10);
  auto const newest = ledger_->log().checkpoint();
  EXPECT_EQ(verify({.source = ledger_->log(),
                    .newest = newest,
                    .key = ledger_->verifier(),
                    .seen = seen,
                    .progress = {}}),
            10);
}

TEST_F(VerifyTest, ARewrittenOrShrunkLogIsNamed) {
  grow(300);
  auto const before = ledger_->log().checkpoint();
  Seen const seen{before.checkpoint};
  Seen another = seen;
  another.checkpoint.root[0] ^= 1;
  grow(10);
  auto const newest = ledger_->log().checkpoint();
  auto const code = [&](Seen const& was_seen, SignedCheckpoint const& is) {
    return code_of([&] {
      verify({.source = ledger_->log(),
              .newest = is,
              .key = ledger_->verifier(),
              .seen = was_seen,
              .progress = {}});
    });
  };
  EXPECT_EQ(code(another, newest), "ledger.rewritten");
  EXPECT_EQ(code(Seen{newest.checkpoint}, before), "ledger.shrunk");
  auto forged = newest;
  forged.checkpoint.size += 1;
  EXPECT_EQ(code(seen, forged), "ledger.forged");
}

TEST_F(VerifyTest, TwoCheckpointsAreOneLog) {
  grow(300);
  auto const before = ledger_->log().checkpoint();
  grow(300);
  auto const after = ledger_->log().checkpoint();
  verify_growth(ledger_->log(), {.older = before, .newer = after}, ledger_->verifier());
  EXPECT_EQ(code_of([&] {
              verify_growth(ledger_->log(), {.older = after, .newer = before}, ledger_->verifier());
            }),
            "ledger.shrunk");
}

}  // namespace
}  // namespace lofte::custody::ledger
