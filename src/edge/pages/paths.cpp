#include "edge/pages/paths.hpp"

namespace lofte::edge::pages::paths {

std::string unsubscribe_choices(std::string_view token) {
  return std::string(unsubscribe) + "/" + std::string(token) + "/choices";
}

std::string correct(std::string_view record) {
  return std::string(data) + "/" + std::string(record) + "/correct";
}

std::string record_anchor(std::string_view record) {
  return "record-" + std::string(record);
}

}  // namespace lofte::edge::pages::paths
