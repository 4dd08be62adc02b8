#include "promise/policy/marketing.hpp"

#include <algorithm>

namespace lofte::promise::policy {

bool is_marketing(Purpose const& purpose) {
  return std::ranges::any_of(purpose.serves, [](Use use) {
    return use == Use::direct_marketing || use == Use::partner_marketing || use == Use::newsletter;
  });
}

}  // namespace lofte::promise::policy
