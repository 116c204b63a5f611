#include "queue/detail/relay_message.h"

#include "queue/relay.h"

namespace gongwen::queue {
namespace {

constexpr std::string_view kErrorMember = "error";
constexpr std::string_view kReasonMember = "reason";
constexpr std::size_t kMaxReason = 4'096;

}  // namespace

std::string write_relay_settings(const RelaySettings& settings) {
  base::Json json = base::Json::object();
  json.set(kRelayQueue, settings.queue).set(kRelayObjects, settings.objects);
  json.set("endpoint", settings.storage.endpoint).set("region", settings.storage.region);
  json.set("access_key", settings.storage.access_key).set("secret_key", settings.storage.secret_key);
  json.set("session_token", settings.storage.session_token).set("certificates", settings.storage.certificates);
  return json.text();
}

std::optional<RelaySettings> parse_relay_settings(std::string_view text) {
  const std::optional<base::Json> json = base::parse_json(text, {kMaxRelayHead});
  if (!json || !json->view().is_object()) return std::nullopt;
  const base::JsonView view = json->view();
  RelaySettings settings{view.text_of(kRelayQueue), view.text_of(kRelayObjects)};
  settings.storage = {.endpoint = view.text_of("endpoint"),
                      .region = view.text_of("region"),
                      .access_key = view.text_of("access_key"),
                      .secret_key = view.text_of("secret_key"),
                      .session_token = view.text_of("session_token"),
                      .certificates = view.text_of("certificates")};
  if (settings.queue.empty() || settings.objects.empty()) return std::nullopt;
  return settings;
}

base::Json relay_request(RelayCall call) {
  base::Json json = base::Json::object();
  return std::move(json.set(kRelayCall, static_cast<std::uint64_t>(call)));
}

std::optional<RelayCall> relay_call(const base::JsonView& request) {
  const std::optional<std::uint64_t> call = request.number_of(kRelayCall);
  if (!call || *call >= kRelayCalls) return std::nullopt;
  return static_cast<RelayCall>(*call);
}

base::Json relay_error(const Error& error) {
  base::Json json = base::Json::object();
  json.set(kErrorMember, static_cast<std::uint64_t>(error.kind));
  return std::move(json.set(kReasonMember, error.reason.substr(0, kMaxReason)));
}

std::optional<Error> relayed_error(const base::JsonView& answer) {
  const std::optional<std::uint64_t> kind = answer.number_of(kErrorMember);
  if (!kind) return std::nullopt;
  if (*kind > static_cast<std::uint64_t>(Error::Kind::Unusable)) return Error{};
  return Error{static_cast<Error::Kind>(*kind), answer.text_of(kReasonMember)};
}

}  // namespace gongwen::queue
