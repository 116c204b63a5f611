#include "service/oidc/detail/provider_request.h"

#include "base/escapes.h"
#include "service/http/form.h"
#include "service/mail/mail_settings.h"

#include <array>
#include <utility>

namespace gongwen::service {
namespace {

/// Encodes a text as in a field of a form (RFC 6749, 2.3.1). write_form() writes `=value` for a field without a name;
/// the `=` is cut off.
std::string form_encoded(const std::string& text) {
  const std::array<http::FormField, 1> field{{{"", text}}};
  return http::write_form(field).substr(1);
}

}  // namespace

ProviderClient::ProviderClient(const std::string& settings, const std::string& credentials_folder, engine::Run& run) {
  auto read = settings.empty() ? std::nullopt : read_oidc_settings(settings, run);
  if (!read) return;
  settings_ = *std::move(read);
  secret_ = settings_.has_secret()
                ? read_first_line(settings_.secret_file, settings_.credential, credentials_folder, run.sink())
                : std::string();
}

ProviderAnswer ProviderClient::ask(const base::JsonView& head, const std::string& form) {
  constexpr long kOk = 200;
  resources::HttpRequest request;
  ProviderAnswer answer;
  request.url = head.text_of("question");
  // The address is checked here as well, since the front could have been made to send another one.
  if (!secret_ || !is_provider_address(request.url)) {
    answer.end.reason = secret_ ? "an address without encryption" : "settings or secret cannot be read";
    return answer;
  }
  std::string body = form;
  if (!form.empty()) {
    request.method = resources::HttpMethod::Post;
    request.headers = {"Content-Type: application/x-www-form-urlencoded"};
    // Basic or in the body, as the provider's metadata says (RFC 6749, 2.3.1).
    if (!secret_->empty() && head.flag_of("basic")) {
      std::string basic;
      base::append_base64(basic, form_encoded(settings_.client) + ':' + form_encoded(*secret_));
      request.headers.push_back("Authorization: Basic " + basic);
    } else {
      body += "&client_id=" + form_encoded(settings_.client);
      if (!secret_->empty()) body += "&client_secret=" + form_encoded(*secret_);
    }
  }
  request.headers.emplace_back("Accept: application/json");
  request.body = body;
  request.max_bytes = head.number_of("most").value_or(0);
  request.proxy = std::string();
  request.certificates = settings_.certificates;
  request.total_time = std::chrono::milliseconds(head.number_of("milliseconds").value_or(0));
  resources::HttpAnswer answered = client_.ask(request);
  answer.end.code = answered.status;
  answer.end.reason = answered.is_too_long ? "the answer is too long" : answered.reason;
  if (answered.state != resources::HttpAnswer::State::Answered || answered.is_too_long) return answer;
  using State = resources::MailAnswer::State;
  answer.end.state = answered.status == kOk ? State::Taken : State::Refused;
  answer.body = std::move(answered.body);
  return answer;
}

}  // namespace gongwen::service
