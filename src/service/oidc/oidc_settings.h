// Settings of the login with OpenID Connect: a file that an operator writes and that contains no secrets
// (docs/OPERATING.md).
//   const auto settings = read_oidc_settings("oidc.yaml", run);
#pragma once

#include "diagnostics/text.h"
#include "engine/core/run.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::service {

/// `issuer` is compared literally with that of tokens; `address` is the origin under which browsers reach this service,
/// from which redirect_uri is made.
struct OidcSettings {
  std::string path;  // path of the file
  std::string issuer;
  std::string client;
  /// The secret of the client is in the first line of a file, or of a systemd credential; both empty: it has none.
  std::string secret_file;
  std::string credential;
  diagnostics::TextPair name;  // label of the button
  std::string scopes;          // `openid` and others, separated by spaces
  std::string address;         // of this service, `https://forms.example`
  std::string certificates;    // file with the authorities of the provider; empty: the system's

  bool has_secret() const { return !secret_file.empty() || !credential.empty(); }
  /// Returns the address to which the provider sends browsers back.
  std::string answer_address() const { return address + "/office/oidc/answer"; }
};

/// Reads settings in JSON, or YAML according to the file name. Paths are relative to the file's folder. Returns nullopt
/// after a report: resources/*, data/*.
std::optional<OidcSettings> read_oidc_settings(const std::string& path, engine::Run& run);

/// Returns whether a provider may be asked at this address: https, or http on this machine. OpenID Connect Core
/// requires TLS; http is for test providers on the same machine.
bool is_provider_address(std::string_view address);

}  // namespace gongwen::service
