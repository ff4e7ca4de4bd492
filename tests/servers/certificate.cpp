#include "tests/servers/certificate.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace sleeve::tests {
namespace {

constexpr long kDay = 24 * 60 * 60;

template <typename T>
T require(T result) {
  if (!result) throw std::runtime_error("OpenSSL could not make a certificate");
  return result;
}

std::unique_ptr<BIO, decltype(&BIO_free)> open(const std::filesystem::path& path) {
  return {require(BIO_new_file(path.c_str(), "w")), &BIO_free};
}

}  // namespace

Certificate::Certificate(const std::string& subject, int days)
    : key_(require(EVP_EC_gen("P-256"))), x509_(require(X509_new())) {
  X509* const x = x509_.get();
  require(X509_set_version(x, X509_VERSION_3));
  require(ASN1_INTEGER_set(X509_get_serialNumber(x), 1));
  require(X509_gmtime_adj(X509_getm_notBefore(x), (days < 0 ? 2 * days : -1) * kDay));
  require(X509_gmtime_adj(X509_getm_notAfter(x), days * kDay));
  require(X509_set_pubkey(x, key_.get()));
  X509_NAME* const name = X509_get_subject_name(x);
  require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                     reinterpret_cast<const unsigned char*>("Sleeve's tests"), -1,
                                     -1, 0));
  require(X509_set_issuer_name(x, name));
  X509_EXTENSION* const whom =
      require(X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, subject.c_str()));
  require(X509_add_ext(x, whom, -1));
  X509_EXTENSION_free(whom);
  require(X509_sign(x, key_.get(), EVP_sha256()));
}

void Certificate::write(const std::filesystem::path& path) const {
  const auto file = open(path);
  require(PEM_write_bio_X509(file.get(), x509_.get()));
}

void Certificate::write_key(const std::filesystem::path& path) const {
  const auto file = open(path);
  require(PEM_write_bio_PrivateKey(file.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr));
}

}  // namespace sleeve::tests
