// What a shop's own site asks of the API: who an address is, and what the policy says of a field.
#include "edge/api/api_in_a_test.hpp"

namespace lofte::edge::api {
namespace {

using testing::HasSubstr;

class ShopSiteApi : public ApiInATest {};

// However a shop writes it, it is the one that a mailed link lets in by.
TEST_F(ShopSiteApi, FindsOneSubjectByAnAddressHoweverItIsWritten) {
  auto const created =
      post("/v1/subjects", R"({"reference": "mailto:Anna+Shop@Räksmörgås.example"})");
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(created.body.at("reference").as_string(),
            "mailto:anna+shop@xn--rksmrgs-5wao1o.example");
  EXPECT_EQ(folder_->vault().find_subject("mailto:anna+shop@xn--rksmrgs-5wao1o.example"),
            SubjectId{parse_uuid(created.body.at("subject").as_string()).value()});
  auto const found =
      post("/v1/subjects/find", R"({"reference": "mailto:anna+shop@RÄKSMÖRGÅS.example"})");
  EXPECT_EQ(found.body.at("subject"), created.body.at("subject"));
  EXPECT_EQ(post("/v1/subjects", R"({"reference": "mailto:anna@"})").code(), "reference.address");
  EXPECT_EQ(post("/v1/subjects/find", R"({"reference": "mailto:"})").code(), "reference.address");
}

TEST_F(ShopSiteApi, TellsHowLongARecordIsKeptInTheWordsOfThePolicyPage) {
  auto const policy = get("/policy.json").body;
  auto const& contract = policy.at("purposes").at(0);
  ASSERT_EQ(contract.at("name").as_string(), "contract");
  auto const& words = contract.at("holds").at(1).at("keep_in_words");
  EXPECT_EQ(words.at("en").as_string(), "two calendar years after a credit note issued");
  EXPECT_THAT(std::string(get("/policy").text),
              HasSubstr("två kalenderår efter utfärdad kreditfaktura"));
  EXPECT_EQ(words.at("sv").as_string(), "två kalenderår efter utfärdad kreditfaktura");
}

}  // namespace
}  // namespace lofte::edge::api
