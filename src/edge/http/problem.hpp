// What is told to a client whose request can't be answered: problem details (RFC 9457).
#pragma once

#include <string>
#include <string_view>

namespace lofte::edge::http {

// Holds no personal data and nothing that the client sent.
struct Problem {
  int status = 500;
  std::string code{};    // stable, dotted: "http.body_too_large"
  std::string detail{};  // what was wrong with this request
  std::string remedy{};  // how to fix it; may be empty
};

// {"type":"about:blank","title":"Not Found","status":404,"code":…,"detail":…,"remedy":…}
std::string to_json(Problem const& problem);

// "Not Found"; "Unknown" for a status that Löfte never sends.
std::string_view reason_phrase(int status);

}  // namespace lofte::edge::http
