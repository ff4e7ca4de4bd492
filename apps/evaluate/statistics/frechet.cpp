#include "apps/evaluate/statistics/frechet.h"

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <stdexcept>
#include <string>

namespace sleeve::apps {
namespace {

struct Gaussian {
  Eigen::VectorXd mean;
  Eigen::MatrixXd covariance;
};

Gaussian gaussian_of(const Features& features) {
  if (features.count < kFewestForFrechet) {
    throw std::invalid_argument("the covariance of " + std::to_string(features.count) +
                                " covers; at least " + std::to_string(kFewestForFrechet) +
                                " are needed");
  }
  using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto n = static_cast<Eigen::Index>(features.count);
  const auto d = static_cast<Eigen::Index>(features.dimensions);
  // A column for each cover, as Eigen lays matrices out.
  Eigen::MatrixXd centred =
      Eigen::Map<const Rows>(features.values, n, d).cast<double>().transpose();
  Gaussian gaussian;
  gaussian.mean = centred.rowwise().mean();
  centred.colwise() -= gaussian.mean;
  gaussian.covariance = centred * centred.transpose() / static_cast<double>(n - 1);
  return gaussian;
}

/// Of a positive semi-definite matrix; eigenvalues that rounding made negative count as 0.
Eigen::MatrixXd square_root(const Eigen::MatrixXd& matrix) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(matrix);
  return eigen.eigenvectors() * eigen.eigenvalues().cwiseMax(0).cwiseSqrt().asDiagonal() *
         eigen.eigenvectors().transpose();
}

double trace_of_square_root(const Eigen::MatrixXd& matrix) {
  return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(matrix, Eigen::EigenvaluesOnly)
      .eigenvalues()
      .cwiseMax(0)
      .cwiseSqrt()
      .sum();
}

}  // namespace

double frechet_distance(const Features& real, const Features& other) {
  if (real.dimensions != other.dimensions) {
    throw std::invalid_argument("sets of " + std::to_string(real.dimensions) + " and " +
                                std::to_string(other.dimensions) + " features cannot be compared");
  }
  const Gaussian a = gaussian_of(real), b = gaussian_of(other);
  const Eigen::MatrixXd root = square_root(a.covariance);
  // C1 C2 has the eigenvalues of this product, which is symmetric.
  const Eigen::MatrixXd product = root * b.covariance * root;
  const double distance = (a.mean - b.mean).squaredNorm() + a.covariance.trace() +
                          b.covariance.trace() - 2 * trace_of_square_root(product);
  return std::max(distance, 0.0);
}

}  // namespace sleeve::apps
