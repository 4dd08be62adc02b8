// The ledger and receipts, over HTTP.
#include "custody/ledger/receipt.hpp"
#include "custody/ledger/verify.hpp"
#include "edge/api/api_in_a_test.hpp"

namespace lofte::edge::api {
namespace {

using custody::ledger::Receipt;
using custody::ledger::SignedCheckpoint;
using custody::ledger::VerifierKey;
using http::Method;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class LedgerApi : public ApiInATest {
 protected:
  void sequence() { folder_->ledger().sequence(); }
  VerifierKey key() {
    std::string const text = get("/ledger/key", "").text;
    return VerifierKey::parse(text.substr(0, text.find('\n'))).value();
  }
  std::vector<std::string> acts_of(std::string const& subject) {
    std::vector<std::string> acts;
    for (auto const& entry : get(subject + "/ledger").body.at("entries").as_array()) {
      acts.emplace_back(entry.at("entry").at("act").as_string());
    }
    return acts;
  }
};

// The log as the server gives it.
class ServedTiles final : public custody::ledger::TileSource {
 public:
  using Get = std::function<std::pair<int, std::string>(std::string const& path)>;
  explicit ServedTiles(Get get) : get_(std::move(get)) {}
  Bytes tile(custody::ledger::TileName const& name) const override {
    auto const [status, bytes] = get_("/ledger/" + custody::ledger::path_of(name));
    EXPECT_EQ(status, 200);
    return bytes;
  }

 private:
  Get get_;
};

TEST_F(LedgerApi, AnybodyChecksTheWholeLogWithoutAKey) {
  for (int i = 0; i < 60; ++i) {
    order(subject());
  }
  sequence();
  auto const newest = SignedCheckpoint::parse(get("/ledger/checkpoint", "").text);
  ASSERT_TRUE(newest);
  ServedTiles const served([&](std::string const& path) {
    auto const answer = get(path, "");
    return std::pair(answer.status, answer.text);
  });
  EXPECT_GE(custody::ledger::verify(
                {.source = served, .newest = *newest, .key = key(), .seen = {}, .progress = {}}),
            120);
}

TEST_F(LedgerApi, ATileThatIsNotThereIsNotFound) {
  sequence();
  for (std::string const path : {"0/999", "9/000", "0/../0", "entries/000/x", "0/000.p/255"}) {
    EXPECT_EQ(get("/ledger/tile/" + path, "").status, 404) << path;
  }
}

TEST_F(LedgerApi, APersonsTrailSaysWhoReadWhatAndWhy) {
  std::string const her = subject("customer 17");
  std::string const record = order(her);
  std::string const support = make_key(R"(["contract"])");
  EXPECT_EQ(get(record + "?purpose=contract", support).status, 200);
  EXPECT_NE(get(record + "?purpose=bookkeeping", support).status, 200);
  sequence();
  auto const acts = acts_of(her);
  EXPECT_THAT(acts, Contains("collected"));
  EXPECT_THAT(acts, Contains("read"));
  EXPECT_THAT(acts, Contains("refused"));
  std::string const trail = get(her + "/ledger").text;
  EXPECT_THAT(trail, HasSubstr("\"purpose\":\"contract\""));
  EXPECT_THAT(trail, Not(HasSubstr("Anna Berg")));
  EXPECT_EQ(get(her + "/ledger", support).status, 403);
  EXPECT_EQ(get("/v1/subjects/" + std::string(32, '0') + "/ledger").code(), "subject.unknown");
}

TEST_F(LedgerApi, ConsentGivesAReceiptThatVerifies) {
  std::string const her = subject();
  auto const given = call(Method::put, her + "/consents/newsletter");
  std::string const path(given.body.at("receipt").as_string());
  EXPECT_EQ(get(path, "").code(), "receipt.not_yet");
  sequence();
  auto const fetched = get(path, "");
  ASSERT_EQ(fetched.status, 200);
  verify(Receipt::parse(fetched.text), key());
  EXPECT_EQ(get("/receipts/" + std::string(32, 'a'), "").code(), "receipt.unknown");
}

TEST_F(LedgerApi, AnErasuresReceiptComesWithItsTick) {
  std::string const her = subject();
  order(her);
  std::string const path(post(her + "/erasure").body.at("receipt").as_string());
  sequence();
  EXPECT_EQ(get(path, "").status, 503);
  EXPECT_EQ(post("/v1/ticks").status, 200);
  sequence();
  auto const fetched = get(path, "");
  ASSERT_EQ(fetched.status, 200);
  Receipt const receipt = Receipt::parse(fetched.text);
  verify(receipt, key());
  EXPECT_TRUE(receipt.tick);
}

TEST_F(LedgerApi, AccessGivesEverythingAndAReceiptOfTheseBytes) {
  std::string const her = subject();
  order(her);
  auto const given = post(her + "/access");
  ASSERT_EQ(given.status, 200);
  auto const& record = given.body.at("records").as_array().at(0);
  EXPECT_EQ(record.at("fields").at("name").as_string(), "Anna Berg");
  EXPECT_FALSE(record.at("holds").as_array().empty());
  std::string const path = given.link.substr(1, given.link.find('>') - 1);
  sequence();
  auto const receipt = Receipt::parse(get(path, "").text);
  verify(receipt, key());
  EXPECT_THAT(receipt.opening.statement,
              HasSubstr(custody::crypto::to_hex(custody::crypto::sha256({given.text}))));
  EXPECT_EQ(post(her + "/access", "", make_key(R"(["contract"])")).status, 403);
}

}  // namespace
}  // namespace lofte::edge::api
