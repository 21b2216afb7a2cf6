# Values of tests/golden/imputed.json: mice 3.15 fills the gaps, semTools 0.5-6 with lavaan 0.6-14 fits and pools,
# mitools 2.4 pools once more. Run in this folder: Rscript imputed.R
suppressMessages({library(lavaan); library(semTools); library(mice); library(mitools); library(jsonlite)})

set.seed(3)
n <- 260
g <- rep(c("a", "b"), c(150, 110))
x <- rnorm(n)
f <- 0.5 * x + rnorm(n)
h <- 0.5 * f + 0.2 * x + 0.3 * (g == "b") + rnorm(n, sd = 0.8)
d <- data.frame(x = x, f1 = f + rnorm(n, sd = 0.7), f2 = 0.8 * f + rnorm(n, sd = 0.7), f3 = 0.9 * f + rnorm(n, sd = 0.7),
                y1 = h + rnorm(n, sd = 0.6), y2 = h + rnorm(n, sd = 0.8))
gone <- function(by, share) runif(n) < plogis(qlogis(share) + 1.2 * as.numeric(scale(by)))
d$f2[gone(d$f1, 0.20)] <- NA
d$f3[gone(d$x, 0.15)] <- NA
d$y1[gone(d$f1, 0.20)] <- NA
d$y2[gone(d$x, 0.10)] <- NA
d <- round(d, 4)
copies <- lapply(split(d, g), function(part) mice(part, m = 5, method = "norm", maxit = 10, seed = 11, print = FALSE))
filled <- lapply(1:5, function(j) cbind(round(do.call(rbind, lapply(copies, complete, j)), 4), g = g))
write.csv(cbind(d, g = g), "imputed.csv", row.names = FALSE, na = "")
write.csv(do.call(rbind, lapply(1:5, function(j) cbind(copy = j, filled[[j]][, names(d)]))), "imputed_copies.csv", row.names = FALSE)

models <- list(
  mediation = "f =~ f1 + f2 + f3\nf ~ a*x\ny1 ~ b*f + c*x\ny2 ~ f\nindirect := a*b\ntotal := c + a*b",
  restricted = "f =~ f1 + f2 + f3\nf ~ a*x\ny1 ~ b*f + 0*x\ny2 ~ f",
  equal = "f =~ f1 + l*f2 + l*f3\nf ~ x\ny1 ~ f\ny2 ~ f",
  measured = "f =~ f1 + f2 + f3\nh =~ y1 + y2\nh ~ f",
  groups = "f =~ f1 + f2 + f3\nf ~ x\ny1 ~ f + x\ny2 ~ f"
)
arguments <- list(mediation = list(), restricted = list(), equal = list(), measured = list(meanstructure = TRUE),
                  groups = list(group = "g", group.equal = "loadings"))
fits <- Map(function(model, more) suppressWarnings(do.call(sem.mi, c(list(model, data = filled), more))), models, arguments)

pooled <- function(fit) {
  capture.output(rows <- summary(fit, ci = TRUE, scale.W = FALSE, standardized = TRUE, fmi = TRUE, output = "data.frame"))
  capture.output(indices <- fitMeasures(fit, test = "D3"))
  capture.output(f <- suppressMessages(lavTestLRT.mi(fit, test = "D3")))
  list(rows = rows, fit = as.list(indices), D3 = as.list(unclass(f)))
}
out <- lapply(fits, pooled)
capture.output(out$difference <- as.list(unclass(lavTestLRT.mi(fits$restricted, h1 = fits$mediation, test = "D3"))))
capture.output(out$modindices <- subset(modindices.mi(fits$measured, test = "D2"), op == "~~")[, c("lhs", "op", "rhs", "mi", "epc")])
single <- lapply(filled, function(one) sem(models$mediation, one))
combined <- MIcombine(lapply(single, coef), lapply(single, vcov))
small <- MIcombine(lapply(single, coef), lapply(single, vcov), df.complete = n - length(coef(single[[1]])))
out$mitools <- list(est = coef(combined), se = sqrt(diag(vcov(combined))), df = combined$df, missinfo = combined$missinfo, df_small = small$df,
                    df_barnard = mapply(function(b, t) mice:::barnard.rubin(5, b, t, n - length(coef(single[[1]]))),
                                        apply(sapply(single, coef), 1, var), diag(vcov(combined))),
                    names = names(coef(single[[1]])))
out$models <- models
write(toJSON(out, digits = 10, auto_unbox = TRUE, na = "null"), "imputed.json")
