#include "edge/http/router.hpp"

#include <gmock/gmock.h>

#include "edge/http/language.hpp"
#include "edge/http/target.hpp"

namespace lofte::edge::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Request request(Method method, std::string_view path) {
  Request made;
  made.method = method;
  made.segments = parse_target(path, Limits{})->segments;
  return made;
}

Router shop_routes() {
  auto const says = [](std::string text) {
    return [text](Request const&, PathParameters const&) { return json_response(200, text); };
  };
  Router router;
  router.add(Method::get, "/", says("root"));
  router.add(Method::post, "/v1/subjects", says("create"));
  router.add(Method::get, "/v1/subjects/lookup", says("lookup"));
  router.add(Method::get, "/v1/subjects/{subject}/records/{record}",
             [](Request const&, PathParameters const& parameters) {
               return json_response(200, parameters.at("subject") + "," + parameters.at("record"));
             });
  router.add(Method::get, "/v1/subjects/{subject}", says("read"));
  router.add(Method::delete_, "/v1/subjects/{subject}", says("erase"));
  return router;
}

std::string body_of(Response const& response) {
  return std::get<std::string>(response.body);
}

std::string header_of(Response const& response, std::string_view name) {
  auto const found = std::ranges::find(response.headers, name, &Header::name);
  return found == response.headers.end() ? "" : found->value;
}

TEST(Router, FindsTheRouteAndNamesItsParameters) {
  Router const router = shop_routes();
  EXPECT_EQ(body_of(router.respond(request(Method::get, "/"))), "root");
  EXPECT_EQ(body_of(router.respond(request(Method::get, "/v1/subjects/a%20b/records/7"))), "a b,7");
}

TEST(Router, ALiteralSegmentWinsOverAParameter) {
  Router const router = shop_routes();
  EXPECT_EQ(body_of(router.respond(request(Method::get, "/v1/subjects/lookup"))), "lookup");
  EXPECT_EQ(body_of(router.respond(request(Method::get, "/v1/subjects/other"))), "read");
}

TEST(Router, HeadIsAnsweredByGet) {
  EXPECT_EQ(body_of(shop_routes().respond(request(Method::head, "/v1/subjects/x"))), "read");
}

TEST(Router, UnknownPathsAre404) {
  Router const router = shop_routes();
  for (auto const* path : {"/v2", "/v1/subjects/", "/v1/subjects//records/1", "/v1/subjects/a/b"}) {
    auto const response = router.respond(request(Method::get, path));
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_THAT(body_of(response), HasSubstr(R"("code":"http.path_unknown")"));
  }
}

TEST(Router, OtherMethodsAre405WithAllow) {
  auto const response = shop_routes().respond(request(Method::put, "/v1/subjects/a"));
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(header_of(response, "Allow"), "GET, HEAD, DELETE, OPTIONS");
}

TEST(Router, OptionsIsAnsweredWithAllow) {
  auto const response = shop_routes().respond(request(Method::options, "/v1/subjects"));
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(header_of(response, "Allow"), "POST, OPTIONS");
}

TEST(Router, ListsItsRoutesInOrder) {
  auto const routes = shop_routes().routes();
  ASSERT_EQ(routes.size(), 6U);
  EXPECT_EQ(routes[1], (RouteName{Method::post, "/v1/subjects"}));
  EXPECT_EQ(routes[5], (RouteName{Method::delete_, "/v1/subjects/{subject}"}));
}

TEST(RouterDeath, ARouteDeclaredTwiceAborts) {
  Router router = shop_routes();
  EXPECT_DEATH(router.add(Method::get, "/v1/subjects/{id}", {}), "a route is declared once");
}

TEST(Language, TheHeaviestAvailableWins) {
  std::vector<std::string> const available{"sv", "en"};
  EXPECT_EQ(preferred_language("", available), "sv");
  EXPECT_EQ(preferred_language("en", available), "en");
  EXPECT_EQ(preferred_language("EN-gb, sv;q=0.9", available), "en");
  EXPECT_EQ(preferred_language("en;q=0.8, sv;q=0.9", available), "sv");
  EXPECT_EQ(preferred_language("en;q=0.85, sv;q=0.8", available), "en");
  EXPECT_EQ(preferred_language("de, fr;q=0.9", available), "sv");
  EXPECT_EQ(preferred_language("de, *;q=0.1", available), "sv");
  EXPECT_EQ(preferred_language("sv;q=0, en;q=0.1", available), "en");
  EXPECT_EQ(preferred_language("en;q=high", available), "sv");
  EXPECT_EQ(preferred_language(",,;;=,", available), "sv");
}

TEST(Response, CarriesTheSecurityHeaders) {
  auto const page = head_text(html_response("<p>"), {.length = 3, .date = "D"}).value();
  EXPECT_THAT(page, HasSubstr("Content-Security-Policy: default-src 'none'; style-src 'self';"));
  EXPECT_THAT(page, Not(HasSubstr("unsafe")));
  EXPECT_THAT(page, HasSubstr("X-Content-Type-Options: nosniff\r\n"));
  EXPECT_THAT(page, HasSubstr("Referrer-Policy: same-origin\r\n"));
  EXPECT_THAT(page, HasSubstr("Cache-Control: no-store\r\n"));
  EXPECT_THAT(page, Not(HasSubstr("Strict-Transport-Security")));
  auto const data = head_text(json_response(200, "{}"),
                              {.transport = Framing::Transport::tls, .length = 2, .date = "D"})
                        .value();
  EXPECT_THAT(data, HasSubstr("Content-Security-Policy: default-src 'none'; frame-ancestors"));
  EXPECT_THAT(data, HasSubstr("Strict-Transport-Security: max-age="));
}

TEST(Response, APageRunsScriptsOfThisServerOnlyWhereItSaysSo) {
  http::Response page = html_response("<p>");
  EXPECT_THAT(head_text(page, {.length = 3, .date = "D"}).value(), Not(HasSubstr("script-src")));
  page.scripts = Scripts::own;
  auto const head = head_text(page, {.length = 3, .date = "D"}).value();
  EXPECT_THAT(head, HasSubstr("; script-src 'self'; connect-src 'self'\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("unsafe")));
}

TEST(Response, ItsOwnCacheControlStands) {
  auto const head = head_text(json_response(200, "{}").with("cache-control", "max-age=9"),
                              {.length = 2, .date = "D"})
                        .value();
  EXPECT_THAT(head, HasSubstr("cache-control: max-age=9"));
  EXPECT_THAT(head, Not(HasSubstr("no-store")));
}

TEST(Response, AHeaderWithALineBreakIsNotSent) {
  EXPECT_FALSE(head_text(json_response(200, "").with("Location", "/a\r\nSet-Cookie: b"), {}));
}

TEST(Problem, IsJsonWhateverItsTextsHold) {
  EXPECT_EQ(to_json({404, "a.b", "say \"no\"\n\\", ""}),
            "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"code\":\"a.b\","
            "\"detail\":\"say \\\"no\\\"\\u000a\\\\\"}\n");
  EXPECT_THAT(to_json({400, "a", "b", "c"}), HasSubstr(R"("remedy":"c")"));
}

TEST(Request, KnowsWhatTheClientHas) {
  Request made;
  EXPECT_FALSE(has_current(made, "\"a\""));
  made.if_none_match = "\"b\", W/\"a\"";
  EXPECT_TRUE(has_current(made, "\"a\""));
  EXPECT_FALSE(has_current(made, "\"c\""));
  made.if_none_match = "*";
  EXPECT_TRUE(has_current(made, "\"c\""));
}

}  // namespace
}  // namespace lofte::edge::http
