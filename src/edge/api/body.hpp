// The JSON body of a request, read strictly: UTF-8, no key twice, no number that a double can't
// hold, not too deep, and no key that the route doesn't know.
#pragma once

#include <boost/json/object.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.hpp"
#include "base/personal.hpp"

namespace lofte::edge::api {

// One thread. Every method throws Failure (bad_input, "json.…") naming the key, never its value.
class Body {
 public:
  // An empty text is an empty object. Aborts nothing: any bytes may come.
  explicit Body(std::string_view text);
  ~Body();
  Body(Body const&) = delete;
  Body& operator=(Body const&) = delete;

  std::string text(std::string_view key);
  std::optional<std::string> maybe_text(std::string_view key);
  // "reference"; empty when absent. An empty one is refused ("reference.length"): it would be taken
  // for none, and the request repeated make another each time.
  std::string maybe_reference();
  Day day(std::string_view key);
  std::vector<std::string> texts(std::string_view key);  // empty when absent

  // {"name": "text", …} in the order sent; empty when absent.
  std::vector<std::pair<std::string, PersonalText>> personal_texts(std::string_view key);
  // As above, and a value may be null.
  std::vector<std::pair<std::string, std::optional<PersonalText>>> personal_changes(
      std::string_view key);
  std::vector<std::pair<std::string, Day>> days(std::string_view key);

  // After everything the route knows has been read: refuses a key that is left.
  void expect_no_more() const;

 private:
  boost::json::value const* find(std::string_view key);

  struct Memory;
  std::unique_ptr<Memory> memory_;
  boost::json::object const* object_;
  std::vector<std::string> known_;
};

}  // namespace lofte::edge::api
