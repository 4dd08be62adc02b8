// A log that a server serves, checked through it: an honest server, and every way to be another.
#include "edge/cli/served_log.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <mutex>
#include <thread>

#include "base/failure.hpp"
#include "custody/ledger/verify.hpp"
#include "edge/cli/seen_file.hpp"
#include "edge/http/server.hpp"

namespace lofte::edge::cli {
namespace {

using custody::ledger::path_of;
using custody::ledger::RightEdge;
using custody::ledger::Seen;
using custody::ledger::SignedCheckpoint;
using custody::ledger::Signer;
using custody::ledger::TileName;
using testing::HasSubstr;

Signer signer(char seed = 's') {
  return {"shop.example/ledger", custody::ledger::VerifierKey::Type::ed25519,
          custody::crypto::SigningKey(custody::crypto::Key::from_bytes(Bytes(32, seed)))};
}

using Files = std::map<std::string, Bytes>;  // by path

// A whole log of so many entries, as files.
Files files_of(std::uint64_t size, std::string const& what = "entry") {
  Files files;
  RightEdge edge;
  std::vector<RightEdge::FullTile> full;
  Bytes bundle;
  for (std::uint64_t i = 0; i < size; ++i) {
    std::string const entry = what + " " + std::to_string(i);
    custody::ledger::append_entry(bundle, entry);
    edge.append(custody::ledger::leaf_hash(entry), full);
    bool const is_full = (i + 1) % custody::ledger::tile_width == 0;
    if (is_full || i + 1 == size) {
      std::uint64_t const index = i / custody::ledger::tile_width;
      auto const width = static_cast<unsigned>(i % custody::ledger::tile_width + 1);
      files[path_of({.kind = TileName::Kind::entries, .index = index, .width = width})] =
          std::exchange(bundle, "");
    }
  }
  for (auto const& tile : full) {
    files[path_of(tile.name)] = tile.hashes;
  }
  for (unsigned level = 0; size >> custody::ledger::tile_levels * level > 0; ++level) {
    std::uint64_t const index = (size >> custody::ledger::tile_levels * level) / 256;
    if (unsigned const width = custody::ledger::width_in(size, level, index); width > 0) {
      files[path_of({.level = level, .index = index, .width = width})] = edge.last_tile(level);
    }
  }
  SignedCheckpoint checkpoint{
      .checkpoint = {.origin = "shop.example/ledger", .size = size, .root = edge.root()},
      .signatures = {}};
  signer().sign(checkpoint);
  files["checkpoint"] = checkpoint.text();
  return files;
}

http::Response file_response(Bytes content) {
  return {.status = 200,
          .content_type = "application/octet-stream",
          .headers = {},
          .body = std::move(content)};
}

class ServedLogTest : public testing::Test {
 protected:
  ServedLogTest()
      : server_(http::Server::open({}, [this](auto const& request) { return respond(request); })),
        thread_([this] { server_->run(); }) {
    ::setenv("no_proxy", "*", 1);
    std::string pattern = testing::TempDir() + "/lofte-served-log-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  ~ServedLogTest() override {
    server_->stop();
    thread_.join();
    std::filesystem::remove_all(folder_);
  }

  http::Response respond(http::Request const& request) {
    std::lock_guard const lock(mutex_);
    ++asked_[request.path.substr(std::string("/ledger/").size())];
    std::string const path = request.path.substr(std::string("/ledger/").size());
    if (auto const instead = instead_.find(path); instead != instead_.end()) {
      return instead->second();
    }
    auto const file = files_.find(path);
    return file == files_.end() ? http::Response{.status = 404} : file_response(file->second);
  }

  std::string url() const {
    return "http://localhost:" + std::to_string(server_->port()) + "/ledger/";
  }
  ServedLog log() const { return ServedLog({.url = url(), .ca_file = {}}); }

  // "" when all is as signed.
  Failure::Text outcome(std::filesystem::path const& seen = {}) {
    try {
      verify_as_seen(log(), signer().verifier(), seen);
      return {};
    } catch (Failure const& failure) {
      EXPECT_NE(failure.remedy(), "");
      return {.code = failure.code(), .message = failure.message(), .remedy = failure.remedy()};
    }
  }

  std::mutex mutex_;
  Files files_ = files_of(700);
  std::map<std::string, int> asked_;
  std::map<std::string, std::function<http::Response()>> instead_;
  std::unique_ptr<http::Server> server_;
  std::thread thread_;
  std::filesystem::path folder_;
};

TEST_F(ServedLogTest, AnHonestLogIsVerifiedAndEachTileAskedForOnce) {
  for (std::uint64_t const size : {1U, 255U, 256U, 257U, 5'000U, 70'000U}) {
    files_ = files_of(size);
    asked_.clear();
    auto const verified = verify_as_seen(log(), signer().verifier(), {});
    EXPECT_EQ(verified.entries_read, size);
    for (auto const& [path, times] : asked_) {
      EXPECT_EQ(times, 1) << path;
    }
    EXPECT_EQ(asked_.size(), files_.size());
  }
  EXPECT_LE(server_->counts().connections_total, 6U * 8U);
}

TEST_F(ServedLogTest, TheNextCheckGoesOnFromTheLast) {
  auto const seen = folder_ / "seen";
  EXPECT_EQ(outcome(seen).code, "");
  files_.merge(files_of(900));
  files_["checkpoint"] = files_of(900)["checkpoint"];
  asked_.clear();
  EXPECT_EQ(verify_as_seen(log(), signer().verifier(), seen).entries_read, 200U);
  EXPECT_FALSE(asked_.contains("tile/entries/000"));
}

TEST_F(ServedLogTest, ATileThatWasNotFullMayBeGoneOnceTheFullOneIsThere) {
  auto const seen = folder_ / "seen";
  EXPECT_EQ(outcome(seen).code, "");
  files_ = files_of(1000);
  EXPECT_EQ(outcome(seen).code, "");
  auto const old = log().tile({.kind = TileName::Kind::entries, .index = 2, .width = 188});
  EXPECT_EQ(old, files_of(700)["tile/entries/002.p/188"]);
}

TEST_F(ServedLogTest, AServerThatIsAwayLeavesWhatWasReadSoFar) {
  auto const seen = folder_ / "seen";
  files_ = files_of(256 * 300);
  instead_["tile/entries/299"] = [] { return http::Response{.status = 503}; };
  EXPECT_EQ(outcome(seen).code, "ledger.server_busy");
  EXPECT_EQ(outcome(seen).code, "ledger.server_busy");
  EXPECT_TRUE(std::filesystem::exists(seen.string() + ".partial"));
  instead_.clear();
  asked_.clear();
  EXPECT_EQ(verify_as_seen(log(), signer().verifier(), seen).entries_read, 256U * 44U);
  EXPECT_FALSE(asked_.contains("tile/entries/000"));
}

TEST_F(ServedLogTest, EveryChangedTileIsFound) {
  Files const good = files_;
  for (auto const& [path, content] : good) {
    if (path == "checkpoint") {
      continue;
    }
    files_[path][content.size() / 2] ^= 1;
    EXPECT_THAT(outcome().code, testing::StartsWith("ledger.")) << path;
    files_ = good;
  }
}

TEST_F(ServedLogTest, ATileThatIsCutShortIsNamed) {
  files_["tile/entries/001"].pop_back();
  auto told = outcome();
  EXPECT_EQ(told.code, "ledger.entries_malformed");
  EXPECT_THAT(told.message, HasSubstr("/ledger/tile/entries/001"));
  files_ = files_of(700);
  files_["tile/0/001"].pop_back();
  told = outcome();
  EXPECT_EQ(told.code, "ledger.tile_malformed");
  EXPECT_THAT(told.message, HasSubstr("/ledger/tile/0/001 has 8191 bytes"));
}

TEST_F(ServedLogTest, AnotherTileInItsPlaceIsFound) {
  files_["tile/0/001"] = files_["tile/0/000"];
  EXPECT_EQ(outcome().code, "ledger.tampered");
  files_ = files_of(700);
  files_["tile/entries/001"] = files_["tile/entries/000"];
  EXPECT_EQ(outcome().code, "ledger.tampered");
}

TEST_F(ServedLogTest, AnEndlessTileIsTooLarge) {
  instead_["tile/entries/001"] = [] {
    auto response = file_response("");
    response.body = http::BodyStream([] { return std::string(1'000'000, 'x'); });
    return response;
  };
  auto const told = outcome();
  EXPECT_EQ(told.code, "client.too_large");
  EXPECT_THAT(told.message, HasSubstr("tile/entries/001"));
}

TEST_F(ServedLogTest, ACheckpointOfAnotherKeyIsForged) {
  auto forged = *SignedCheckpoint::parse(files_["checkpoint"]);
  forged.signatures.clear();
  signer('x').sign(forged);
  files_["checkpoint"] = forged.text();
  EXPECT_EQ(outcome().code, "ledger.forged");
  files_["checkpoint"].resize(40);
  EXPECT_EQ(outcome().code, "ledger.checkpoint_malformed");
  files_["checkpoint"] = Bytes(200'000, '\n');
  EXPECT_EQ(outcome().code, "ledger.checkpoint_malformed");
}

TEST_F(ServedLogTest, ALogThatHasShrunkOrWasRewrittenIsNamed) {
  auto const seen = folder_ / "seen";
  EXPECT_EQ(outcome(seen).code, "");
  files_ = files_of(699);
  EXPECT_EQ(outcome(seen).code, "ledger.shrunk");
  files_ = files_of(800, "another");
  EXPECT_EQ(outcome(seen).code, "ledger.rewritten");
}

TEST_F(ServedLogTest, GrowthIsCheckedByHashesAlone) {
  auto const older = *SignedCheckpoint::parse(files_["checkpoint"]);
  auto const growth = [&] {
    auto const source = log();
    auto const newer = source.checkpoint();
    custody::ledger::verify_growth(source, {.older = older, .newer = newer}, signer().verifier());
  };
  files_ = files_of(1000);
  growth();
  for (auto const& [path, times] : asked_) {
    EXPECT_THAT(path, testing::Not(HasSubstr("entries")));
  }
  files_ = files_of(1000, "another");
  EXPECT_THROW(growth(), Failure);
}

TEST_F(ServedLogTest, WhatIsMissingBusyOrElsewhereIsNamed) {
  files_.erase("tile/0/000");
  auto told = outcome();
  EXPECT_EQ(told.code, "ledger.tile_missing");
  EXPECT_THAT(told.message, HasSubstr("tile/0/000"));
  files_ = files_of(700);
  files_.erase("tile/entries/002.p/188");
  EXPECT_EQ(outcome().code, "ledger.tile_missing");
  instead_["checkpoint"] = [] { return http::Response{.status = 503}; };
  EXPECT_EQ(outcome().code, "ledger.server_busy");
  instead_["checkpoint"] = [] {
    return http::Response{.status = 301}.with("Location", "https://elsewhere.example/");
  };
  told = outcome();
  EXPECT_EQ(told.code, "ledger.server_answer");
  EXPECT_THAT(told.remedy, HasSubstr("https://elsewhere.example/"));
  instead_.clear();
  files_.erase("checkpoint");
  EXPECT_EQ(outcome().code, "ledger.source_missing");
}

}  // namespace
}  // namespace lofte::edge::cli
