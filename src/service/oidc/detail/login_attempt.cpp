#include "service/oidc/detail/login_attempt.h"

#include "base/json.h"
#include "service/inbox/secrets.h"

namespace gongwen::service {
namespace {

constexpr std::size_t kAttemptBytes = 32;
constexpr std::size_t kLongestNext = 1'000;  // bytes; browsers keep cookies of 4,096

}  // namespace

LoginAttempt new_login_attempt(inbox::Seconds now) {
  LoginAttempt attempt{inbox::random_text(kAttemptBytes), inbox::random_text(kAttemptBytes),
                       inbox::random_text(kAttemptBytes)};
  attempt.until = now + std::chrono::seconds(kAttemptTime).count();
  return attempt;
}

std::string seal_attempt(const inbox::Box& box, const LoginAttempt& attempt) {
  base::Json json = base::Json::object();
  json.set("state", attempt.state).set("nonce", attempt.nonce).set("verifier", attempt.verifier);
  // Without `next` the login ends on the first page of the office.
  json.set("next", attempt.next.size() > kLongestNext ? std::string() : attempt.next);
  json.set("account", attempt.account).set("until", attempt.until);
  return box.seal(json.text());
}

std::optional<LoginAttempt> open_attempt(const inbox::Box& box, std::string_view sealed, inbox::Seconds now) {
  const auto text = box.unseal(sealed);
  const auto json = text ? base::parse_json(*text) : std::nullopt;
  if (!json || !json->view().is_object()) return std::nullopt;
  const base::JsonView view = json->view();
  LoginAttempt attempt{view.text_of("state"), view.text_of("nonce"),   view.text_of("verifier"),
                       view.text_of("next"),  view.text_of("account"), 0};
  attempt.until = static_cast<inbox::Seconds>(view.number_of("until").value_or(0));
  // A cookie that was sealed for another purpose has other members.
  const bool is_whole = !attempt.state.empty() && !attempt.nonce.empty() && !attempt.verifier.empty();
  return is_whole && attempt.until > now ? std::optional(std::move(attempt)) : std::nullopt;
}

}  // namespace gongwen::service
