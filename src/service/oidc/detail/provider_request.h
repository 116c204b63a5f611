// ProviderClient: sends requests to the provider of logins, in the one process that has the secret of the client and
// the network (mail/mail_sender.h).
#pragma once

#include "base/json.h"
#include "engine/core/run.h"
#include "resources/http_client.h"
#include "resources/mail_client.h"
#include "service/oidc/oidc_settings.h"

#include <optional>
#include <string>

namespace gongwen::service {

struct ProviderAnswer {
  resources::MailAnswer end;
  std::string body = {};  // body of an answer within the requested length
};

/// Lives in the process of MailSender. Must be made before the process gives up its rights, since it cannot read files
/// afterwards.
class ProviderClient {
 public:
  /// Reads settings and secret; with an empty path it answers no question.
  ProviderClient(const std::string& settings, const std::string& credentials_folder, engine::Run& run);

  const std::string& certificates() const { return settings_.certificates; }
  /// Sends the question that the head describes (MailSender::ask), with `form` if it is not empty.
  ProviderAnswer ask(const base::JsonView& head, const std::string& form);

 private:
  OidcSettings settings_;
  std::optional<std::string> secret_;  // empty: the client has none; nullopt: cannot be read
  resources::HttpClient client_;
};

}  // namespace gongwen::service
