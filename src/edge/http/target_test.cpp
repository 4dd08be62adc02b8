#include "edge/http/target.hpp"

#include <gmock/gmock.h>

namespace lofte::edge::http {
namespace {

using testing::ElementsAre;

std::string refusal_of(std::string_view target) {
  auto const parsed = parse_target(target, Limits{});
  return parsed ? "" : parsed.error().code;
}

TEST(Target, PathIsDecodedSegmentBySegment) {
  auto const target = parse_target("/v1/subjects/%C3%A5sa%20b", Limits{});
  ASSERT_TRUE(target);
  EXPECT_THAT(target->segments, ElementsAre("v1", "subjects", "åsa b"));
  EXPECT_EQ(target->path, "/v1/subjects/%C3%A5sa%20b");
}

TEST(Target, RootHasNoSegmentsAndATrailingSlashIsAnEmptyOne) {
  EXPECT_THAT(parse_target("/", Limits{})->segments, ElementsAre());
  EXPECT_THAT(parse_target("/policy/", Limits{})->segments, ElementsAre("policy", ""));
}

TEST(Target, QueryIsDecodedAndPlusIsASpaceThereOnly) {
  auto const target = parse_target("/a+b?language=sv&q=a+b%26c&flag", Limits{});
  ASSERT_TRUE(target);
  EXPECT_THAT(target->segments, ElementsAre("a+b"));
  ASSERT_EQ(target->query.size(), 3U);
  EXPECT_EQ(target->query[0].value, "sv");
  EXPECT_EQ(target->query[1].value, "a b&c");
  EXPECT_EQ(target->query[2].name, "flag");
}

TEST(Target, AbsoluteFormNamesItsHost) {
  auto const target = parse_target("http://shop.example:8080/policy?language=en", Limits{});
  ASSERT_TRUE(target);
  EXPECT_EQ(target->authority, "shop.example:8080");
  EXPECT_EQ(target->path, "/policy");
  EXPECT_EQ(parse_target("http://shop.example", Limits{})->path, "/");
}

TEST(Target, BrokenEncodingsAreRefused) {
  for (auto const* target : {"/%", "/%4", "/%zz", "/%00", "/a%0ab", "/%ff", "/%c0%af", "/%ed%a0%80",
                             "/%f4%90%80%80", "/%7f"}) {
    EXPECT_EQ(refusal_of(target), "http.path_encoding") << target;
  }
  for (auto const* target : {"/?a=%", "/?%00=1", "/?a=%ff"}) {
    EXPECT_EQ(refusal_of(target), "http.query_encoding") << target;
  }
}

TEST(Target, PathsThatPointOutsideThemselvesAreRefused) {
  for (auto const* target : {"/..", "/a/../b", "/%2e%2e/etc", "/./a", "/a%2fb", "/a%5cb"}) {
    EXPECT_EQ(refusal_of(target), "http.path_traversal") << target;
  }
  EXPECT_EQ(refusal_of("/..."), "") << "three dots are a name";
}

TEST(Target, LettersThatMustBeEncodedAreRefused) {
  for (auto const* target : {"/a b", "/å", "/a#b", "/<script>", "/a\\b", "/{id}", "/a\"b"}) {
    EXPECT_EQ(refusal_of(target), "http.target_letters") << target;
  }
}

TEST(Target, OtherFormsAreRefused) {
  for (auto const* target : {"", "*", "shop.example:443", "ftp://shop.example/", "http://"}) {
    EXPECT_EQ(refusal_of(target), "http.target_form") << target;
  }
}

TEST(Target, LimitsHold) {
  Limits const limits{.target_bytes_max = 10, .query_parameters_max = 2};
  EXPECT_TRUE(parse_target("/123456789", limits));
  EXPECT_EQ(parse_target("/1234567890", limits).error().status, 414);
  EXPECT_TRUE(parse_target("/?a&b", limits));
  EXPECT_EQ(parse_target("/?a&b&c", limits).error().code, "http.query_too_long");
}

TEST(Target, AParameterGivenTwiceIsRefused) {
  EXPECT_EQ(refusal_of("/?purpose=a&purpose=b"), "http.query_ambiguous");
}

}  // namespace
}  // namespace lofte::edge::http
