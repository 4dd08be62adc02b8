#include "edge/pages/paths.hpp"

namespace lofte::edge::pages::paths {

std::string unsubscribe_choices(std::string_view token) {
  return std::string(unsubscribe) + "/" + std::string(token) + "/choices";
}

std::string difference(std::string_view policy_page, Difference const& difference) {
  return std::string(policy_page) + "/difference?from=" + std::to_string(difference.from) +
         "&to=" + std::to_string(difference.to) + "&language=" + std::string(difference.language);
}

std::string correct(std::string_view record) {
  return std::string(data) + "/" + std::string(record) + "/correct";
}

std::string case_page(std::string_view token) {
  return std::string(enquiry_case) + "/" + std::string(token);
}

std::string case_file(std::string_view token, std::string_view number) {
  return case_page(token) + "/files/" + std::string(number);
}

std::string choice_anchor(Switch const& of) {
  return "choice-" + std::string(of.purpose) + "-" + std::string(of.channel);
}

std::string record_anchor(std::string_view record) {
  return "record-" + std::string(record);
}

}  // namespace lofte::edge::pages::paths
