#include "queue/detail/s3_client.h"

#include "base/ascii.h"
#include "base/format.h"

#include <algorithm>
#include <array>
#include <utility>

#include <poll.h>

namespace gongwen::queue {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{200};
constexpr milliseconds kMaxPause{5'000};
/// A service that did not answer for all this time is not asked by each of a thousand other calls in turn.
constexpr milliseconds kRest{8'000};

constexpr long kMultipleChoices = 300;
constexpr long kBadRequest = 400;
constexpr long kForbidden = 403;
constexpr long kNoObject = 404;
constexpr long kRequestTimeout = 408;
constexpr long kConflict = 409;
constexpr long kConditionFailed = 412;
constexpr long kTooManyRequests = 429;
constexpr long kServerError = 500;
constexpr long kNotImplemented = 501;

constexpr std::string_view kCodeBegin = "<Code>";
constexpr std::string_view kCodeEnd = "</Code>";
constexpr std::size_t kMaxCode = 64;

struct CodeWords {
  std::string_view code;
  std::string_view words;
};
constexpr std::array kCodeWords = {
    CodeWords{"NoSuchBucket", "the bucket does not exist"},
    CodeWords{"AccessDenied", "access denied"},
    CodeWords{"InvalidAccessKeyId", "the service does not know the access key"},
    CodeWords{"SignatureDoesNotMatch", "the secret key or the region is wrong"},
    CodeWords{"RequestTimeTooSkewed", "the clock of this machine differs from that of the service"},
    CodeWords{"ExpiredToken", "the session token has expired"},
    CodeWords{"InvalidToken", "the session token is wrong"},
    CodeWords{"PermanentRedirect", "the bucket is in another region"},
    CodeWords{"TemporaryRedirect", "the bucket is in another region"},
    CodeWords{"AuthorizationHeaderMalformed", "the bucket is in another region"},
    CodeWords{"QuotaExceeded", "the storage is full"},
    CodeWords{"XMinioStorageFull", "the storage is full"},
};

/// What the service calls the error. Empty for an answer of somebody else, such as a proxy.
std::string_view code_of(std::string_view body) {
  const std::size_t begin = body.find(kCodeBegin);
  if (begin == std::string_view::npos) return {};
  const std::string_view rest = body.substr(begin + kCodeBegin.size());
  const std::string_view code = rest.substr(0, std::min(rest.find(kCodeEnd), rest.size()));
  const bool is_word =
      std::all_of(code.begin(), code.end(), [](char c) { return base::is_ascii_alnum(c) || c == '.'; });
  return is_word && code.size() <= kMaxCode ? code : std::string_view();
}

std::string reason_of(long status, std::string_view code) {
  const auto* const known =
      std::find_if(kCodeWords.begin(), kCodeWords.end(), [&](const CodeWords& one) { return one.code == code; });
  std::string shown = fmt::format("HTTP {}", status);
  if (!code.empty()) shown += fmt::format(", {}", code);
  if (known != kCodeWords.end()) return fmt::format("{} ({})", known->words, shown);
  return status == kForbidden && code.empty() ? fmt::format("access denied ({})", shown) : shown;
}

/// Many workers that were refused in one moment come back in different ones.
milliseconds spread(milliseconds pause) {
  return pause / 2 + milliseconds(resources::steady_milliseconds() * 7'919 % (pause.count() / 2 + 1));
}

Result<S3Reply> ask_again(S3Link& link, const S3Request& request, milliseconds patience) {
  const resources::Deadline end(patience);
  for (milliseconds pause = kFirstPause;; pause = std::min(pause * 2, kMaxPause)) {
    S3Reply reply = link.ask(request);
    if (request.is_conditional && (is_refused_condition(reply) || is_unknown_condition(reply))) return reply;
    std::optional<S3Problem> problem = problem_of(reply);
    if (!problem) return reply;
    if (problem->is_missing) return base::Failure{Error{Error::Kind::Missing, std::move(problem->reason)}};
    if (!problem->is_passing) return base::Failure{Error{Error::Kind::Refused, std::move(problem->reason)}};
    const milliseconds time = spread(pause);
    if (end.left() <= time) return base::Failure{Error{Error::Kind::Lost, std::move(problem->reason)}};
    ::poll(nullptr, 0, static_cast<int>(time.count()));
  }
}

}  // namespace

std::optional<S3Problem> problem_of(const S3Reply& reply) {
  if (reply.state != S3Reply::State::Answered)
    return S3Problem{reply.state == S3Reply::State::Lost, false, reply.reason};
  if (reply.status < kMultipleChoices) return std::nullopt;
  const std::string_view code = code_of(reply.body);
  S3Problem problem{false, false, reason_of(reply.status, code)};
  // A request whose body came too slowly is one that is bad, at AWS.
  problem.is_passing = reply.status >= kServerError || reply.status == kTooManyRequests ||
                       reply.status == kRequestTimeout || (reply.status == kBadRequest && code == "RequestTimeout");
  // An answer to Head says nothing more.
  problem.is_missing = reply.status == kNoObject && (code.empty() || code == "NoSuchKey");
  return problem;
}

bool is_refused_condition(const S3Reply& reply) {
  return reply.status == kConditionFailed || reply.status == kConflict;
}

bool is_unknown_condition(const S3Reply& reply) { return reply.status == kNotImplemented; }

Result<std::unique_ptr<S3Client>> S3Client::open(const std::string& place, const S3Access& access) {
  const std::optional<S3Place> parsed = parse_s3_place(place);
  if (!parsed) return base::Failure{Error{Error::Kind::Unusable, "not an address of storage: s3://bucket/prefix"}};
  if (access.access_key.empty() || access.secret_key.empty()) {
    return base::Failure{Error{Error::Kind::Unusable, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are needed"}};
  }
  for (const std::string* const text : {&access.access_key, &access.secret_key, &access.session_token}) {
    if (has_control(*text)) return base::Failure{Error{Error::Kind::Unusable, "a key has a line break in it"}};
  }
  Result<S3Address> address = S3Address::make(*parsed, access);
  if (!address) return base::Failure{address.error()};
  return std::unique_ptr<S3Client>(new S3Client(place, access, *std::move(address)));
}

Result<S3Reply> S3Client::ask(const S3Request& request, milliseconds patience) {
  const bool is_short = patience < kStoragePatience;
  if (std::optional<Error> error = still_away(is_short)) return base::Failure{*std::move(error)};
  Result<std::unique_ptr<S3Link>> link = take_link();
  if (!link) return base::Failure{link.error()};
  Result<S3Reply> reply = ask_again(**link, request, patience);
  const std::lock_guard lock(mutex_);
  idle_.push_back(*std::move(link));
  if (reply) {
    given_up_ = given_up_early_ = {};
  } else if (reply.error().kind == Error::Kind::Lost) {
    (is_short ? given_up_early_ : given_up_) = Rest{reply.error(), resources::Deadline(kRest)};
  }
  return reply;
}

/// The error that calls with so much patience had a short while ago, and none has got an answer since. Those with more
/// still try.
std::optional<Error> S3Client::still_away(bool is_short) {
  const std::lock_guard lock(mutex_);
  if (!given_up_.end.passed()) return given_up_.error;
  return is_short && !given_up_early_.end.passed() ? std::optional(given_up_early_.error) : std::nullopt;
}

Result<std::unique_ptr<S3Link>> S3Client::take_link() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<S3Link> link = std::move(idle_.back());
      idle_.pop_back();
      return link;
    }
  }
  return S3Link::open(access_, address_.region());
}

}  // namespace gongwen::queue
