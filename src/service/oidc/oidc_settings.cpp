#include "service/oidc/oidc_settings.h"

#include "data/document.h"
#include "engine/input/settings_file.h"
#include "resources/folder.h"
#include "schema/schema.h"

#include <algorithm>
#include <array>

namespace gongwen::service {
namespace {

constexpr std::string_view kOidcSchema =
#include "oidc_schema.inc"
    ;

const schema::Schema& oidc_schema() {
  static const schema::Schema schema = schema::built_in_schema(kOidcSchema);
  return schema;
}

}  // namespace

std::optional<OidcSettings> read_oidc_settings(const std::string& path, engine::Run& run) {
  const auto document = engine::read_settings_file(path, oidc_schema(), run);
  if (!document) return std::nullopt;
  const data::Value root = document->root();
  const auto text = [&root](std::string_view name) {
    const std::optional<data::Value> value = root.find(name);
    return value ? std::string(value->string()) : std::string();
  };
  const auto path_of = [&](std::string_view name) {
    return engine::path_in_settings(path, text(name));
  };
  OidcSettings settings;
  settings.path = resources::plain_path(path);
  settings.issuer = text("issuer");
  settings.client = text("client_id");
  settings.secret_file = path_of("secret_file");
  settings.credential = text("credential");
  settings.address = text("address");
  settings.certificates = path_of("certificates");
  if (const auto name = root.find("name")) {
    settings.name = {std::string(name->find("en")->string()), std::string(name->find("zh")->string())};
  }
  // `openid` is required by OpenID Connect; settings may add `email` or scopes of the provider.
  settings.scopes = "openid";
  if (const auto scopes = root.find("scopes")) {
    for (std::size_t i = 0; i < scopes->size(); ++i) {
      const std::string_view scope = scopes->at(i).string();
      if (scope != "openid") settings.scopes.append(" ").append(scope);
    }
  }
  return settings;
}

bool is_provider_address(std::string_view address) {
  constexpr std::array<std::string_view, 3> kOwnHosts{"http://localhost", "http://127.0.0.1", "http://[::1]"};
  if (address.starts_with("https://")) return true;
  return std::any_of(kOwnHosts.begin(), kOwnHosts.end(), [address](std::string_view host) {
    // `http://localhost.evil.example` also begins with a known host, so only a port and a path may follow.
    if (!address.starts_with(host)) return false;
    std::string_view rest = address.substr(host.size());
    if (rest.starts_with(':')) {
      rest.remove_prefix(1);
      while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') rest.remove_prefix(1);
    }
    return rest.empty() || rest.front() == '/';
  });
}

}  // namespace gongwen::service
