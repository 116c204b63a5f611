// A request is signed over its exact URL, so a URL must be one that no library or proxy on the way normalises: a place
// whose URL could be rewritten is refused when it is parsed.
#include "queue/detail/s3_address.h"

#include "base/escapes.h"
#include "base/format.h"
#include "base/utf8.h"

#include <algorithm>
#include <charconv>

namespace gongwen::queue {
namespace {

constexpr std::string_view kScheme = "s3://";
constexpr std::string_view kDefaultRegion = "us-east-1";
/// Regions of AWS in China have a domain of their own.
constexpr std::string_view kChina = "cn-";
constexpr std::size_t kMinBucket = 3;
constexpr std::size_t kMaxBucket = 63;
constexpr std::size_t kMaxPrefix = 900;  // a key has 1024 bytes, 32 of them for the hash
constexpr std::size_t kMaxRegion = 64;

bool is_lower_or_digit(char c) { return base::is_ascii_lower(c) || base::is_ascii_digit(c); }

bool is_bucket(std::string_view name) {
  if (name.size() < kMinBucket || name.size() > kMaxBucket) return false;
  const auto may_be_inside = [](char c) {
    return is_lower_or_digit(c) || c == '-' || c == '.';
  };
  return is_lower_or_digit(name.front()) && is_lower_or_digit(name.back()) &&
         std::all_of(name.begin(), name.end(), may_be_inside) && name.find("..") == std::string_view::npos;
}

/// Libraries and proxies rewrite `a//b` and `a/../b`, and the signature would not match the result.
bool is_prefix(std::string_view prefix) {
  if (has_control(prefix) || prefix.ends_with('/') || prefix.size() > kMaxPrefix || base::find_invalid_utf8(prefix))
    return false;
  for (std::size_t begin = 0; begin < prefix.size();) {
    const std::size_t end = std::min(prefix.find('/', begin), prefix.size());
    const std::string_view part = prefix.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return false;
    begin = end + 1;
  }
  return true;
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port > 0 && port < 65'536;
}

/// Whether a text is `host`, `host:port` or `[::1]:port`.
bool is_authority(std::string_view text) {
  const bool is_bracketed = text.starts_with('[');
  const std::size_t end = is_bracketed ? text.find(']') : std::min(text.find(':'), text.size());
  if (end == std::string_view::npos) return false;
  const std::string_view host = is_bracketed ? text.substr(1, end - 1) : text.substr(0, end);
  const std::string_view rest = text.substr(is_bracketed ? end + 1 : end);
  const std::string_view others = is_bracketed ? ":." : "-.";
  const bool is_host = !host.empty() && std::all_of(host.begin(), host.end(), [&](char c) {
    return base::is_ascii_alnum(c) || others.find(c) != std::string_view::npos;
  });
  return is_host && (rest.empty() || (rest.front() == ':' && is_port(rest.substr(1))));
}

/// The parts of an endpoint. nullopt if it is malformed; user and password are not allowed in it.
struct Endpoint {
  std::string_view scheme;  // with `://`
  std::string_view authority;
  std::string_view path;  // empty or with a slash at its start
};
std::optional<Endpoint> parse_endpoint(std::string_view text) {
  while (text.ends_with('/')) text.remove_suffix(1);
  for (const std::string_view scheme : {std::string_view("https://"), std::string_view("http://")}) {
    if (!text.starts_with(scheme)) continue;
    const std::string_view rest = text.substr(scheme.size());
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view path = rest.substr(end);
    if (!is_authority(rest.substr(0, end))) return std::nullopt;
    if (!path.empty() && (!is_prefix(path.substr(1)) || base::percent_encoded(path, "/") != path)) return std::nullopt;
    return Endpoint{scheme, rest.substr(0, end), path};
  }
  return std::nullopt;
}

bool is_region(std::string_view text) {
  return text.size() <= kMaxRegion &&
         std::all_of(text.begin(), text.end(), [](char c) { return base::is_ascii_alnum(c) || c == '-' || c == '_'; });
}

/// The certificates of AWS cover one label below their domain, so a bucket with a dot becomes part of the path.
std::string aws_bucket_url(const std::string& bucket, const std::string& region) {
  const std::string_view domain = region.starts_with(kChina) ? "amazonaws.com.cn" : "amazonaws.com";
  if (bucket.find('.') == std::string::npos) return fmt::format("https://{}.s3.{}.{}", bucket, region, domain);
  return fmt::format("https://s3.{}.{}/{}", region, domain, bucket);
}

/// Some services, such as OSS, want the bucket in the host name; then the endpoint contains it already.
std::string bucket_url(const Endpoint& endpoint, const std::string& bucket) {
  std::string url = fmt::format("{}{}{}", endpoint.scheme, endpoint.authority, endpoint.path);
  return endpoint.authority.starts_with(bucket + '.') ? url : url + '/' + bucket;
}

}  // namespace

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool is_s3_place(std::string_view place) { return place.starts_with(kScheme); }

std::optional<S3Place> parse_s3_place(std::string_view place) {
  if (!is_s3_place(place)) return std::nullopt;
  place.remove_prefix(kScheme.size());
  const std::size_t end = std::min(place.find('/'), place.size());
  const std::string_view bucket = place.substr(0, end);
  std::string_view prefix = place.substr(std::min(end + 1, place.size()));
  if (prefix.ends_with('/')) prefix.remove_suffix(1);
  if (!is_bucket(bucket) || !is_prefix(prefix)) return std::nullopt;
  S3Place parsed{std::string(bucket), std::string(prefix)};
  if (!prefix.empty()) parsed.prefix.push_back('/');
  return parsed;
}

Result<S3Address> S3Address::make(const S3Place& place, const S3Access& access) {
  S3Address made;
  made.region_ = access.region.empty() ? std::string(kDefaultRegion) : access.region;
  if (!is_region(made.region_)) {
    return base::Failure{Error{Error::Kind::Unusable, "AWS_REGION is not the name of a region"}};
  }
  if (access.endpoint.empty()) {
    made.bucket_url_ = aws_bucket_url(place.bucket, made.region_);
  } else {
    const std::optional<Endpoint> endpoint = parse_endpoint(access.endpoint);
    if (!endpoint) {
      return base::Failure{Error{Error::Kind::Unusable, "AWS_ENDPOINT_URL is not an address: https://host:port"}};
    }
    made.bucket_url_ = bucket_url(*endpoint, place.bucket);
  }
  made.prefix_ = base::percent_encoded(place.prefix, "/");
  return made;
}

std::string S3Address::object_url(std::string_view name) const {
  return fmt::format("{}/{}{}", bucket_url_, prefix_, base::percent_encoded(name, "/"));
}

}  // namespace gongwen::queue
