#include "queue/detail/s3_address.h"

#include <gtest/gtest.h>

namespace {

using namespace gongwen::queue;

std::string url_of(const std::string& place, const S3Access& access) {
  const auto parsed = parse_s3_place(place);
  if (!parsed) return "bad place";
  const auto address = S3Address::make(*parsed, access);
  return address ? address->object_url("ab12") : address.error().reason;
}

TEST(S3AddressTest, BucketAndPrefix) {
  const auto place = parse_s3_place("s3://documents/letters/2024/");
  ASSERT_TRUE(place);
  EXPECT_EQ(place->bucket, "documents");
  EXPECT_EQ(place->prefix, "letters/2024/");
  EXPECT_EQ(parse_s3_place("s3://documents")->prefix, "");
  EXPECT_EQ(parse_s3_place("s3://documents/")->prefix, "");
  EXPECT_EQ(parse_s3_place("s3://my.documents-1/a b")->prefix, "a b/");
}

TEST(S3AddressTest, WhatNoServiceTakes) {
  const std::string long_name(64, 'a');
  for (const std::string& place :
       {std::string("s3://"), std::string("s3:///x"), std::string("s3://ab"), std::string("s3://Documents"),
        std::string("s3://doc_uments"), std::string("s3://-documents"), std::string("s3://documents."),
        std::string("s3://docu..ments"), std::string("s3://user:key@documents"), "s3://" + long_name,
        std::string("s3://documents//x"), std::string("s3://documents/x//"), std::string("s3://documents/../x"),
        std::string("s3://documents/./x"), std::string("s3://documents/a\nb"), std::string("s3://documents/a\xff"),
        "s3://documents/" + std::string(901, 'a')}) {
    EXPECT_FALSE(parse_s3_place(place)) << place;
    EXPECT_FALSE(is_object_place(place)) << place;
  }
  EXPECT_FALSE(is_object_place("https://storage/documents"));
  EXPECT_TRUE(is_object_place("/mnt/documents"));
  EXPECT_TRUE(is_object_place("s3"));
}

TEST(S3AddressTest, TheBucketIsPartOfTheHostAtAws) {
  EXPECT_EQ(url_of("s3://documents/x", {}), "https://documents.s3.us-east-1.amazonaws.com/x/ab12");
  EXPECT_EQ(url_of("s3://documents", {.region = "eu-central-1"}),
            "https://documents.s3.eu-central-1.amazonaws.com/ab12");
  EXPECT_EQ(url_of("s3://documents", {.region = "cn-north-1"}),
            "https://documents.s3.cn-north-1.amazonaws.com.cn/ab12");
  EXPECT_EQ(url_of("s3://my.documents", {}), "https://s3.us-east-1.amazonaws.com/my.documents/ab12");
}

TEST(S3AddressTest, AndOfThePathAtAnEndpoint) {
  EXPECT_EQ(url_of("s3://documents/x", {.endpoint = "http://127.0.0.1:9000/"}),
            "http://127.0.0.1:9000/documents/x/ab12");
  EXPECT_EQ(url_of("s3://documents/x", {.endpoint = "http://[::1]:9000"}), "http://[::1]:9000/documents/x/ab12");
  EXPECT_EQ(url_of("s3://documents/x", {.endpoint = "https://storage.example/v1/s3"}),
            "https://storage.example/v1/s3/documents/x/ab12");
  EXPECT_EQ(url_of("s3://documents/x", {.endpoint = "https://documents.oss-cn-hangzhou.aliyuncs.com"}),
            "https://documents.oss-cn-hangzhou.aliyuncs.com/x/ab12");
}

TEST(S3AddressTest, PrefixesAreEncoded) {
  const S3Access access{.endpoint = "https://storage.example"};
  EXPECT_EQ(url_of("s3://documents/公文 a?b#c%41+~_", access),
            "https://storage.example/documents/%E5%85%AC%E6%96%87%20a%3Fb%23c%2541%2B~_/ab12");
}

TEST(S3AddressTest, EndpointsAndRegionsThatAreNotUnderstood) {
  for (const char* const endpoint :
       {"storage.example", "ftp://storage.example", "https://", "https://user:key@storage.example", "https://a b",
        "https://storage.example:0", "https://storage.example:99999", "https://storage.example:", "https://[::1",
        "https://storage.example/a?b", "https://storage.example/../x", "https://storage.example\r\nX: y"}) {
    EXPECT_NE(url_of("s3://documents", {.endpoint = endpoint}).find("AWS_ENDPOINT_URL"), std::string::npos) << endpoint;
  }
  for (const char* const region : {"a b", "evil.example/", "a:b", "x\ny"}) {
    EXPECT_NE(url_of("s3://documents", {.region = region}).find("AWS_REGION"), std::string::npos) << region;
  }
}

}  // namespace
