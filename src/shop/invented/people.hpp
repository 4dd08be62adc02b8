// Invented people. Names are common Swedish ones put together by chance; telephone numbers are of
// the series that the Swedish regulator (PTS) keeps for fiction; e-mail is under example domains
// (RFC 2606) and IP addresses are of the ranges for documentation (RFC 5737, RFC 3849). None of it
// can reach anybody.
#pragma once

#include <cstdint>
#include <string>

#include "base/day.hpp"
#include "shop/invented/dice.hpp"

namespace lofte::shop::invented {

// Small, since a benchmark's shop has a million customers; texts are made when they are asked for.
struct Person {
  std::uint32_t number = 0;  // tells apart people of one name
  std::uint16_t given_name = 0;
  std::uint16_t family_name = 0;
  std::uint16_t street = 0;
  std::uint16_t house = 0;
  std::uint16_t town = 0;
  std::uint16_t mail_domain = 0;
  std::uint16_t phone = 0;
  Day born;

  std::string name() const;
  std::string address() const;
  std::string email() const;
  std::string phone_number() const;
};

// Of age on `today`.
Person invent_person(Dice& dice, std::uint32_t number, Day today);

std::string invent_ip_address(Dice& dice);

}  // namespace lofte::shop::invented
