// Requests run in the threads of their callers, each with a connection from `idle_`; the lock is held only to take and
// return it. Only errors that may pass are retried, with pauses that double and differ between machines.
#include "queue/s3_bucket.h"

#include "base/format.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "queue/detail/s3_address.h"

#include <algorithm>
#include <array>
#include <utility>

#include <poll.h>

namespace gongwen::queue {
namespace {

using resources::HttpAnswer;
using resources::HttpMethod;
using resources::HttpRequest;
using std::chrono::milliseconds;

/// A service that restarts, or wants fewer requests, answers within this time.
constexpr milliseconds kPatience{30'000};
/// For calls on which a person waits, and for removals, which can fail without harm.
constexpr milliseconds kShortPatience{5'000};
constexpr milliseconds kFirstPause{200};
constexpr milliseconds kMaxPause{5'000};
/// How long further calls fail with the error of a call that has given up.
constexpr milliseconds kRest{8'000};
constexpr long kMultipleChoices = 300;
constexpr long kBadRequest = 400;
constexpr long kForbidden = 403;
constexpr long kNoObject = 404;
constexpr long kRequestTimeout = 408;
constexpr long kTooManyRequests = 429;
constexpr long kServerError = 500;

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

/// The service's code for the error; empty for answers of others, such as a proxy.
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

/// Varies a pause, so that workers that were refused at the same moment do not come back together.
milliseconds spread(milliseconds pause) {
  return pause / 2 + milliseconds(resources::steady_milliseconds() * 7'919 % (pause.count() / 2 + 1));
}

}  // namespace

std::optional<S3Problem> problem_of(const HttpAnswer& answer) {
  if (answer.state != HttpAnswer::State::Answered) {
    return S3Problem{answer.state == HttpAnswer::State::Lost, false, answer.reason};
  }
  if (answer.status < kMultipleChoices) return std::nullopt;
  const std::string_view code = code_of(answer.body);
  S3Problem problem{false, false, reason_of(answer.status, code)};
  // AWS answers a body that comes too slowly with 400.
  problem.is_passing = answer.status >= kServerError || answer.status == kTooManyRequests ||
                       answer.status == kRequestTimeout || (answer.status == kBadRequest && code == "RequestTimeout");
  // An answer to HEAD has no body with a code.
  problem.is_missing = answer.status == kNoObject && (code.empty() || code == "NoSuchKey");
  return problem;
}

S3Bucket::S3Bucket(std::string name, S3Access access, std::unique_ptr<const S3Address> address)
    : name_(std::move(name)), access_(std::move(access)), address_(std::move(address)) {}

S3Bucket::~S3Bucket() = default;

Result<std::unique_ptr<S3Bucket>> S3Bucket::open(const std::string& place, const S3Access& access) {
  const auto unusable = [](std::string reason) {
    return base::Failure{Error{Error::Kind::Unusable, std::move(reason)}};
  };
  const std::optional<S3Place> parsed = parse_s3_place(place);
  if (!parsed) return unusable("not an address of storage: s3://bucket/prefix");
  if (access.access_key.empty() || access.secret_key.empty()) {
    return unusable("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are needed");
  }
  for (const std::string* const text : {&access.access_key, &access.secret_key, &access.session_token}) {
    if (has_control(*text)) return unusable("a key has a line break in it");
  }
  Result<S3Address> address = S3Address::make(*parsed, access);
  if (!address) return base::Failure{address.error()};
  auto owned = std::make_unique<const S3Address>(*std::move(address));
  return std::unique_ptr<S3Bucket>(new S3Bucket(place, access, std::move(owned)));
}

std::optional<Error> S3Bucket::put(const std::string& key, std::string_view bytes, std::string_view type) {
  const Result<HttpAnswer> answer = ask({.method = HttpMethod::Put, .key = key, .bytes = bytes, .type = type});
  if (answer) return std::nullopt;
  // The bucket is missing, since an object that is being stored cannot be.
  if (answer.error().kind == Error::Kind::Missing) return Error{Error::Kind::Refused, answer.error().reason};
  return answer.error();
}

Result<std::string> S3Bucket::get(const std::string& key, std::size_t max_bytes) {
  Result<HttpAnswer> answer = ask({.method = HttpMethod::Get, .key = key, .max_bytes = max_bytes});
  if (!answer) return base::Failure{answer.error()};
  if (answer->is_too_long) return base::Failure{Error{Error::Kind::Missing, key}};
  return std::move(answer->body);
}

std::optional<Error> S3Bucket::remove(const std::string& key) {
  const Result<HttpAnswer> answer = ask({.method = HttpMethod::Delete, .key = key, .is_short = true});
  if (answer || answer.error().kind == Error::Kind::Missing) return std::nullopt;
  return answer.error();
}

Result<HttpAnswer> S3Bucket::ask(const S3Request& wanted) {
  HttpRequest request{.method = wanted.method,
                      .url = address_->object_url(wanted.key),
                      .body = wanted.bytes,
                      .max_bytes = wanted.max_bytes};
  request.certificates = access_.certificates;
  request.signature = {"aws:amz:" + address_->region() + ":s3", access_.access_key, access_.secret_key};
  // libcurl signs the hash of the body but sends it only if the header is given; S3 requires both.
  request.headers.push_back("X-Amz-Content-Sha256: " + base::sha256(wanted.bytes));
  if (!access_.session_token.empty()) request.headers.push_back("X-Amz-Security-Token: " + access_.session_token);
  if (wanted.method == HttpMethod::Put) request.headers.push_back(fmt::format("Content-Type: {}", wanted.type));
  const milliseconds patience = wanted.is_short ? kShortPatience : kPatience;
  std::unique_ptr<resources::HttpClient> client;
  {
    const std::lock_guard lock(mutex_);
    // A call with more patience than the one that gave up may still succeed.
    if (!given_up_.end.passed() && patience <= given_up_.patience) return base::Failure{given_up_.error};
    if (!idle_.empty()) {
      client = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (client == nullptr) client = std::make_unique<resources::HttpClient>();
  Result<HttpAnswer> answer = ask_again(*client, request, patience);
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(client));
  if (answer) {
    given_up_ = {};
  } else if (answer.error().kind == Error::Kind::Lost) {
    given_up_ = {answer.error(), patience, resources::Deadline(kRest)};
  }
  return answer;
}

Result<HttpAnswer> S3Bucket::ask_again(resources::HttpClient& client, const HttpRequest& request,
                                       milliseconds patience) {
  const resources::Deadline end(patience);
  for (milliseconds pause = kFirstPause;; pause = std::min(pause * 2, kMaxPause)) {
    HttpAnswer answer = client.ask(request);
    std::optional<S3Problem> problem = problem_of(answer);
    if (!problem) return answer;
    if (problem->is_missing) return base::Failure{Error{Error::Kind::Missing, std::move(problem->reason)}};
    if (!problem->is_passing) return base::Failure{Error{Error::Kind::Refused, std::move(problem->reason)}};
    const milliseconds time = spread(pause);
    if (end.left() <= time) return base::Failure{Error{Error::Kind::Lost, std::move(problem->reason)}};
    ::poll(nullptr, 0, static_cast<int>(time.count()));
  }
}

}  // namespace gongwen::queue
