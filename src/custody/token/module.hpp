// A PKCS#11 module: the library that a maker of tokens gives, loaded by p11-kit, which lets several
// users in one process share it.
#pragma once

#include <p11-kit/pkcs11.h>

#include <filesystem>
#include <functional>
#include <memory>

namespace lofte::custody::token {

// Initialised; finalised and unloaded with its last owner.
using Module = std::shared_ptr<CK_FUNCTION_LIST>;
using LoadModule = std::function<Module(std::filesystem::path const&)>;

// Throws Failure: not_found ("token.module_missing"), unavailable ("token.module_failed").
Module load_module(std::filesystem::path const& library);

}  // namespace lofte::custody::token
