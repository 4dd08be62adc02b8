// What a PKCS#11 module answers, as failures of the house.
#pragma once

#include <string>

namespace lofte::custody::token {

// `act` ("making a key in"), then the token's name.
struct TokenAct {
  std::string act;
  std::string token;
};

// Unless `result` is CKR_OK: throws what it means. Codes: docs/operations.md.
void check(unsigned long result, TokenAct const& during);

}  // namespace lofte::custody::token
