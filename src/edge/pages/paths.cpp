#include "edge/pages/paths.hpp"

namespace lofte::edge::pages::paths {

std::string correct(std::string_view record) {
  return std::string(data) + "/" + std::string(record) + "/correct";
}

std::string record_anchor(std::string_view record) {
  return "record-" + std::string(record);
}

}  // namespace lofte::edge::pages::paths
