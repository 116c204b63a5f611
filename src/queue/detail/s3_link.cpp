#include "queue/detail/s3_link.h"

#include "base/format.h"
#include "base/loaded_library.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "queue/object_store.h"

#include <algorithm>
#include <array>
#include <utility>

#include <curl/curl.h>
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

namespace {

/// What is shorter is put again sooner than it is asked for.
constexpr std::size_t kAskedForFrom = std::size_t{256} << 10;

class S3Objects final : public ObjectStore {
 public:
  explicit S3Objects(std::unique_ptr<S3Client> client) : client_(std::move(client)) {}

  const std::string& name() const override { return client_->name(); }

  /// Whether there is a bucket that these keys open. Asks for an object that nobody puts: a service that may not say
  /// that it is missing would not say so of others either. A list would need another right, and not all services have
  /// the same lists.
  std::optional<Error> look() {
    const std::string nobodys(kHashDigits, '0');
    const Result<S3Reply> reply =
        client_->ask({S3Request::Method::Get, client_->object_url(nobodys)}, kShortStoragePatience);
    if (reply || reply.error().kind == Error::Kind::Missing) return std::nullopt;
    return reply.error();
  }

  std::optional<Error> put(const std::string& hash, std::string_view bytes) override {
    if (!is_object_name(hash)) return Error{Error::Kind::Refused, hash};
    if (bytes.size() >= kAskedForFrom) {
      const Result<S3Reply> found =
          client_->ask({S3Request::Method::Head, client_->object_url(hash)}, kStoragePatience);
      if (found && found->size == bytes.size()) return std::nullopt;
      if (!found && found.error().kind == Error::Kind::Lost) return found.error();
    }
    const Result<S3Reply> reply =
        client_->ask({S3Request::Method::Put, client_->object_url(hash), bytes}, kStoragePatience);
    if (reply) return std::nullopt;
    // The bucket is not here; an object that is put cannot be missing.
    if (reply.error().kind == Error::Kind::Missing) return Error{Error::Kind::Refused, reply.error().reason};
    return reply.error();
  }

  Result<std::string> get(const std::string& hash, std::size_t max_bytes) override {
    if (!is_object_name(hash)) return base::Failure{Error{Error::Kind::Missing, hash}};
    Result<S3Reply> reply =
        client_->ask({S3Request::Method::Get, client_->object_url(hash), {}, max_bytes}, kStoragePatience);
    if (!reply) return base::Failure{reply.error()};
    if (reply->is_too_long) return base::Failure{Error{Error::Kind::Missing, hash}};
    return std::move(reply->body);
  }

  std::optional<Error> remove(const std::string& hash) override {
    if (!is_object_name(hash)) return std::nullopt;
    const Result<S3Reply> reply =
        client_->ask({S3Request::Method::Delete, client_->object_url(hash)}, kShortStoragePatience);
    if (reply || reply.error().kind == Error::Kind::Missing) return std::nullopt;
    return reply.error();
  }

 private:
  std::unique_ptr<S3Client> client_;
};

}  // namespace

Result<std::unique_ptr<ObjectStore>> open_s3_store(const std::string& place, const S3Access& access) {
  Result<std::unique_ptr<S3Client>> client = S3Client::open(place, access);
  if (!client) return base::Failure{client.error()};
  auto store = std::make_unique<S3Objects>(*std::move(client));
  if (std::optional<Error> error = store->look()) return base::Failure{*std::move(error)};
  return Result<std::unique_ptr<ObjectStore>>(std::move(store));
}

// Each function of the library is a pointer here. Null until it is loaded.
namespace curl {
#define GONGWEN_LIBRARY_FUNCTION(name) extern decltype(&::name) name;
#include "queue/detail/curl_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

// Loaded when the first storage is asked: it brings TLS, HTTP/2 and directory services along, whose loading would cost
// every start.
#define GONGWEN_LOADED_LIBRARY GONGWEN_CURL_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "queue/detail/curl_functions.def"
#include "base/loaded_functions.inc"
}  // namespace curl

namespace {

constexpr long kConnectMilliseconds = 10'000;
/// A transfer that is slower for so many seconds is taken for dead.
constexpr long kSlowBytes = 500;
constexpr long kSlowSeconds = 15;
constexpr std::size_t kMaxErrorBody = 65'536;
constexpr long kFirstError = 300;  // redirects are none of ours

const std::optional<base::LibraryError>& load_curl_library() {
  static const std::optional<base::LibraryError> error = [] {
    std::optional<base::LibraryError> found = curl::find_loaded_functions();
    if (!found && curl::curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) found = {"libcurl cannot be used"};
    return found;
  }();
  return error;
}

/// What comes while a request is at work.
struct Receiver {
  CURL* handle;
  S3Reply& reply;
  std::size_t max_bytes;

  std::size_t take(std::string_view piece) {
    curl::curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &reply.status);
    const bool is_error = reply.status >= kFirstError;
    if (piece.size() > (is_error ? kMaxErrorBody : max_bytes) - reply.body.size()) {
      reply.is_too_long = true;
      return 0;  // ends the transfer
    }
    reply.body += piece;
    return piece.size();
  }
};

extern "C" {
static std::size_t gongwen_take_piece(char* bytes, std::size_t unit, std::size_t count, void* receiver) {
  return static_cast<Receiver*>(receiver)->take({bytes, unit * count});
}
}

/// Whether another try may go better: the network, or a server that ends or is started.
bool is_passing(CURLcode code) {
  constexpr std::array kPassing = {
      CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_OPERATION_TIMEDOUT,
      CURLE_SSL_CONNECT_ERROR,     CURLE_GOT_NOTHING,          CURLE_SEND_ERROR,      CURLE_RECV_ERROR,
      CURLE_PARTIAL_FILE};
  return std::find(kPassing.begin(), kPassing.end(), code) != kPassing.end();
}

const char* method_name(S3Request::Method method) {
  switch (method) {
    case S3Request::Method::Put: return "PUT";
    case S3Request::Method::Delete: return "DELETE";
    case S3Request::Method::Get:
    case S3Request::Method::Head: break;
  }
  return nullptr;  // as the other options say
}

/// Of one request; libcurl signs all of them.
class Headers {
 public:
  Headers(const S3Request& request, const S3Access& access) {
    // libcurl signs the hash of the bytes, but does not send it unless it is given; S3 wants both.
    add("X-Amz-Content-Sha256: " + base::sha256(request.bytes));
    if (!access.session_token.empty()) add("X-Amz-Security-Token: " + access.session_token);
    if (request.method == S3Request::Method::Put) add("Content-Type: " + std::string(request.type));
    for (const std::string& header : request.headers) add(header);
    // Without waiting for an invitation to send a large body: a refusal is rare.
    add("Expect:");
  }
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;
  ~Headers() { curl::curl_slist_free_all(list_); }

  curl_slist* list() const { return list_; }

 private:
  void add(const std::string& line) { list_ = curl::curl_slist_append(list_, line.c_str()); }

  curl_slist* list_ = nullptr;
};

/// A header of the answer; empty without one.
std::string header_of(CURL* handle, const char* name) {
  curl_header* found = nullptr;
  const bool is_there = curl::curl_easy_header(handle, name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK;
  return is_there && found != nullptr ? found->value : std::string();
}

/// What the answer says of the object. Both times are by the clock of the service.
void note_object(CURL* handle, S3Reply& reply) {
  reply.version = header_of(handle, "ETag");
  reply.hash = header_of(handle, std::string(kHashHeader).c_str());
  const time_t now = curl::curl_getdate(header_of(handle, "Date").c_str(), nullptr);
  const time_t put = curl::curl_getdate(header_of(handle, "Last-Modified").c_str(), nullptr);
  if (now != -1 && put != -1) reply.age = std::chrono::seconds(std::max<time_t>(0, now - put));
}

/// Options of one handle; remembers whether one was refused.
class Options {
 public:
  explicit Options(CURL* handle) : handle_(handle) {}
  template <typename Value>
  void set(CURLoption option, Value value) {
    if (curl::curl_easy_setopt(handle_, option, value) != CURLE_OK) are_set_ = false;
  }
  bool are_set() const { return are_set_; }

 private:
  CURL* handle_;
  bool are_set_ = true;
};

}  // namespace

Result<std::unique_ptr<S3Link>> S3Link::open(const S3Access& access, const std::string& region) {
  if (const auto& error = load_curl_library()) {
    return base::Failure{Error{Error::Kind::Unusable, error->reason}};
  }
  CURL* const handle = curl::curl_easy_init();
  if (handle == nullptr) return base::Failure{Error{Error::Kind::Unusable, "out of memory"}};
  return std::unique_ptr<S3Link>(new S3Link(access, region, handle));
}

S3Link::S3Link(const S3Access& access, const std::string& region, void* handle)
    : access_(access), signature_("aws:amz:" + region + ":s3"), handle_(handle) {}

S3Link::~S3Link() { curl::curl_easy_cleanup(handle_); }

/// Returns: false when libcurl does not know what is wanted.
bool S3Link::prepare(const S3Request& request, void* headers) {
  curl::curl_easy_reset(handle_);  // connections stay
  Options options(handle_);
  options.set(CURLOPT_URL, request.url.c_str());
  options.set(CURLOPT_PROTOCOLS_STR, "http,https");
  options.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  options.set(CURLOPT_FOLLOWLOCATION, 0L);
  options.set(CURLOPT_PATH_AS_IS, 1L);
  options.set(CURLOPT_NOSIGNAL, 1L);
  options.set(CURLOPT_TCP_KEEPALIVE, 1L);
  options.set(CURLOPT_CONNECTTIMEOUT_MS, kConnectMilliseconds);
  options.set(CURLOPT_LOW_SPEED_LIMIT, kSlowBytes);
  options.set(CURLOPT_LOW_SPEED_TIME, kSlowSeconds);
  options.set(CURLOPT_USERAGENT, "gongwen");
  options.set(CURLOPT_AWS_SIGV4, signature_.c_str());
  options.set(CURLOPT_USERNAME, access_.access_key.c_str());
  options.set(CURLOPT_PASSWORD, access_.secret_key.c_str());
  options.set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(headers));
  if (!access_.certificates.empty()) options.set(CURLOPT_CAINFO, access_.certificates.c_str());
  if (request.method == S3Request::Method::Head) options.set(CURLOPT_NOBODY, 1L);
  if (request.method == S3Request::Method::Put) {
    // As the fields of a form, of which libcurl signs the bytes; of what it reads piece by piece it signs none.
    options.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.bytes.size()));
    options.set(CURLOPT_POSTFIELDS, request.bytes.empty() ? "" : request.bytes.data());
  }
  if (const char* const method = method_name(request.method)) options.set(CURLOPT_CUSTOMREQUEST, method);
  return options.are_set();
}

S3Reply S3Link::ask(const S3Request& request) {
  S3Reply reply;
  const Headers headers(request, access_);
  if (!prepare(request, headers.list())) {
    reply.state = S3Reply::State::Failed;
    reply.reason = "libcurl is too old";
    return reply;
  }
  Receiver receiver{handle_, reply, request.max_bytes};
  std::array<char, CURL_ERROR_SIZE> words{};
  curl::curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &gongwen_take_piece);
  curl::curl_easy_setopt(handle_, CURLOPT_WRITEDATA, &receiver);
  curl::curl_easy_setopt(handle_, CURLOPT_ERRORBUFFER, words.data());
  const CURLcode code = curl::curl_easy_perform(handle_);
  curl::curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &reply.status);
  curl::curl_easy_setopt(handle_, CURLOPT_ERRORBUFFER, nullptr);
  if (code != CURLE_OK && !reply.is_too_long) {
    reply.state = is_passing(code) ? S3Reply::State::Lost : S3Reply::State::Failed;
    reply.reason = words.front() != '\0' ? words.data() : curl::curl_easy_strerror(code);
    return reply;
  }
  curl_off_t size = -1;
  curl::curl_easy_getinfo(handle_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size);
  reply.size = size < 0 ? 0 : static_cast<std::size_t>(size);
  note_object(handle_, reply);
  return reply;
}

}  // namespace gongwen::queue
