#include "sign/digest.h"

#include "diagnostics/catalogue/sign.h"
#include "sign/detail/crypto.h"

#include <array>
#include <utility>

namespace gongwen::sign {

bool has_cryptography(diagnostics::DiagnosticSink& sink) {
  const auto& error = load_crypto();
  if (error) sink.report(diagnostics::messages::SignNoLibrary, diagnostics::Origin(), "libcrypto", error->reason);
  return !error;
}

struct Digester::State {
  MdContext context;
};

Digester::Digester(std::unique_ptr<State> state) : state_(std::move(state)) {}
Digester::Digester(Digester&&) noexcept = default;
Digester& Digester::operator=(Digester&&) noexcept = default;
Digester::~Digester() = default;

std::optional<Digester> Digester::start(std::string_view algorithm) {
  if (load_crypto()) return std::nullopt;
  const EVP_MD* const method = digest_method(algorithm);
  auto state = std::make_unique<State>();
  state->context.reset(EVP_MD_CTX_new());
  if (method == nullptr || state->context == nullptr || EVP_DigestInit_ex(state->context.get(), method, nullptr) != 1) {
    forget_errors();
    return std::nullopt;
  }
  return Digester(std::move(state));
}

void Digester::add(std::string_view bytes) { EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()); }

std::string Digester::end() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned length = 0;
  EVP_DigestFinal_ex(state_->context.get(), bytes.data(), &length);
  return {reinterpret_cast<const char*>(bytes.data()), length};
}

std::optional<std::string> digest(std::string_view algorithm, std::string_view bytes) {
  std::optional<Digester> digester = Digester::start(algorithm);
  if (!digester) return std::nullopt;
  digester->add(bytes);
  return digester->end();
}

std::optional<std::string> hmac(std::string_view algorithm, std::string_view key, std::string_view bytes) {
  if (load_crypto()) return std::nullopt;
  const EVP_MD* const method = digest_method(algorithm);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned length = 0;
  const auto* const begin = reinterpret_cast<const unsigned char*>(bytes.data());
  if (method == nullptr ||
      HMAC(method, key.data(), static_cast<int>(key.size()), begin, bytes.size(), mac.data(), &length) == nullptr) {
    forget_errors();
    return std::nullopt;
  }
  return std::string(reinterpret_cast<const char*>(mac.data()), length);
}

}  // namespace gongwen::sign
