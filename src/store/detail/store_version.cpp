#include "store/detail/store_version.h"

#include "diagnostics/catalogue/store.h"

#include <charconv>
#include <system_error>

namespace gongwen::store {

std::optional<int> check_version(std::string_view stated, const std::string& store, diagnostics::DiagnosticSink& sink) {
  namespace messages = diagnostics::messages;
  int version = 0;
  const auto [end, error] = std::from_chars(stated.data(), stated.data() + stated.size(), version);
  if (error != std::errc() || end != stated.data() + stated.size() || version < kFirstVersion) {
    sink.report(messages::StoreDamaged, diagnostics::Origin{}, store, "version " + std::string(stated));
    return std::nullopt;
  }
  if (version <= kStoreVersion) return version;
  sink.report(messages::StoreNewer, diagnostics::Origin{}, store, version, kStoreVersion);
  return std::nullopt;
}

}  // namespace gongwen::store
