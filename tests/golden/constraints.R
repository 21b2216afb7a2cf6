# Models under constraints and bounds, and models of less usual shapes: estimates, errors, measures of fit, the
# largest modification indices.
# Run in tests/golden: Rscript constraints.R (lavaan 0.6-14). The rows of hs_gaps are those of hs_cfa with
# every 7th value of x1 and every 5th of x5 taken out.
suppressMessages(library(lavaan))
options(warn = -1)
three <- "visual =~ x1 + a*x2 + b*x3\ntextual =~ x4 + c*x5 + d*x6\nspeed =~ x7 + x8 + x9\n"
path <- paste0(
  "ind60 =~ x1 + x2 + x3\ndem60 =~ y1 + y2 + y3 + y4\ndem65 =~ y5 + y6 + y7 + y8\n",
  "dem60 ~ a*ind60\ndem65 ~ c*ind60 + b*dem60\nind := a*b\ntot := ind + c\n"
)
two <- "f =~ a + b + c\ng =~ d + e + h\n"
coded <- "visual =~ NA*x1 + l1*x1 + l2*x2 + l3*x3\nvisual ~~ visual\nl1 + l2 + l3 == 3\nx4 ~ visual\n"
line <- "i =~ 1*t1 + 1*t2 + 1*t3 + 1*t4\ns =~ 0*t1 + 1*t2 + 2*t3 + 3*t4\n"
curve <- list(fun = "growth")
models <- list(
  linear = list("hs_cfa", paste0(three, "a == b\nc + d == 2\nab := a*b\n"), list()),
  "a path of zero" = list("pd_sem", paste0(path, "c == 0\n"), list()),
  "effects coding" = list("hs_cfa", coded, list()),
  "effects coding of means" = list("hs_cfa", paste0(
    coded, "x1 ~ i1*1\nx2 ~ i2*1\nx3 ~ i3*1\nvisual ~ NA*1\ni1 + i2 + i3 == 0\n"
  ), list(meanstructure = TRUE)),
  "not linear" = list("pd_sem", paste0(path, "a*b == 1\n"), list()),
  "powers and exponents" = list("hs_cfa", paste0(three, "x1 ~~ v*x1\na == b^2\nexp(c) == 2 + d\nv > 0.2\n"), list()),
  "of defined parameters" = list("pd_sem", paste0(path, "ind == c\n"), list()),
  "an inequality that holds the fit" = list("pd_sem", paste0(path, "b < 0.7\n"), list()),
  "inequalities that do not" = list("pd_sem", paste0(path, "b > 0.1\na > c\n"), list()),
  "both kinds" = list("hs_cfa", paste0(three, "a == b\nc > 1.2\n"), list()),
  "a variance above zero" = list("heywood6_bounded", paste0(two, "a ~~ v*a\nv > 0\n"), list()),
  "one said twice" = list("hs_cfa", paste0(three, "a == b\n2*a == 2*b\n"), list()),
  "bounds pos.ov.var" = list("heywood6_bounded", two, list(bounds = "pos.ov.var")),
  "bounds standard" = list("heywood6_bounded", two, list(bounds = "standard")),
  "bounds standard, std.lv" = list("heywood6_bounded", two, list(bounds = "standard", std.lv = TRUE)),
  "bounds wide" = list("heywood6_bounded", paste0(two, "g ~ f\n"), list(bounds = "wide")),
  MLR = list("hs_cfa", paste0(three, "a == b\nc + d == 2\n"), list(estimator = "MLR")),
  MLM = list("hs_cfa", paste0(three, "a == b\nc*d == 2\n"), list(estimator = "MLM")),
  MLMV = list("hs_cfa", paste0(three, "a == b\nc + d == 2\n"), list(estimator = "MLMV")),
  GLS = list("hs_cfa", paste0(three, "a == b\nc + d == 2\n"), list(estimator = "GLS")),
  WLS = list("hs_cfa", paste0(three, "a == b\nc < 1\n"), list(estimator = "WLS")),
  "rows with gaps" = list("hs_gaps", paste0(three, "a == b\nc + d == 2\n"), list(missing = "ml")),
  "rows with gaps, MLR" = list("hs_gaps", paste0(three, "a == b\nc*d == 1\n"), list(missing = "ml", estimator = "MLR")),
  growth = list("growth", paste0(line, "i ~ x1 + x2\ns ~ x1 + x2\nt1 ~ c1\nt2 ~ c2\nt3 ~ c3\nt4 ~ c4\n"), curve),
  "growth, one error variance" = list("growth", paste0(line, "t1 ~~ r*t1\nt2 ~~ r*t2\nt3 ~~ r*t3\nt4 ~~ r*t4\n"), curve),
  "growth, a bend without spread" = list("growth", paste0(line, "q =~ 0*t1 + 1*t2 + 4*t3 + 9*t4\nq ~~ 0*q\nq ~~ 0*i\nq ~~ 0*s\n"), curve),
  "growth, free times under a constraint" = list("growth", paste0(
    sub("2.t3 [+] 3.t4", "l3*t3 + l4*t4", line), "l4 - l3 == l3 - 1\ni ~ x1\ns ~ b*x1\nb > 0.3\n"
  ), curve),
  "growth, MLR" = list("growth", paste0(line, "s ~ x1\ni ~ x1\n"), c(curve, estimator = "MLR")),
  bifactor = list("hs_cfa", paste0(
    "g =~ ", paste0("x", 1:9, collapse = " + "), "\ns =~ x4 + x5 + x6\nv =~ x7 + x8 + x9\n"
  ), list(fun = "cfa", std.lv = TRUE, orthogonal = TRUE)),
  "one indicator with a known error" = list("pd_sem", paste0(
    "f =~ 1*x1\nx1 ~~ 0.1*x1\ng =~ y1 + y2 + y3\nh =~ 1*y5\ny5 ~~ 1*y5\ng ~ f\nh ~ g + f\n"
  ), list()),
  "second order, std.lv" = list("hs_cfa", paste0(
    "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n",
    "top =~ k*visual + k*textual + speed\n"
  ), list(fun = "cfa", std.lv = TRUE)),
  feedback = list("pd_sem", "y1 ~ x1 + b*y5\ny5 ~ x2 + b*y1\ny1 ~~ y5\nround := b^2\n", list()),
  "MLM by observed information" = list("pd_sem", path, list(estimator = "MLM", information = "observed")),
  "fixed causes, ULSMV" = list("hs_mimic", paste0(three, "visual ~ ageyr + sex\n"), list(estimator = "ULSMV", fixed.x = TRUE)),
  "rows with gaps, fixed causes, MLR" = list("hs_gaps", "x1 ~ x2 + x3\nx5 ~ x1\n", list(missing = "ml", estimator = "MLR")),
  "a second outcome of a growth curve" = list("growth", "i =~ 1*t1 + 1*t2 + 1*t3\ns =~ 0*t1 + 1*t2 + 2*t3\nt4 ~ i + s\n", curve),
  "WLSMV, observed information asked for" = list("hs_cfa", three, list(estimator = "WLSMV", information = "observed")),
  observed = list("hs_cfa", paste0(three, "a == b\n"), list(likelihood = "wishart", information = "observed"))
)
keys <- c(
  "npar", "chisq", "df", "cfi", "tli", "rmsea", "srmr", "crmr", "aic", "bic", "logl", "chisq.scaled",
  "chisq.scaling.factor", "cfi.robust", "tli.robust", "rmsea.robust"
)
write.csv(round(Demo.growth, 5), "growth.csv", row.names = FALSE, quote = FALSE)
data <- function(name) {
  if (name == "growth") return(read.csv("growth.csv"))
  rows <- read.csv(file.path("cases", sub("hs_gaps", "hs_cfa", name), "data.csv"))
  if (name == "hs_gaps") {
    rows$x1[seq(7, nrow(rows), 7)] <- NA
    rows$x5[seq(5, nrow(rows), 5)] <- NA
  }
  rows
}
out <- lapply(models, function(m) {
  fun <- if (is.null(m[[3]]$fun)) "sem" else m[[3]]$fun
  fit <- do.call(fun, c(list(m[[2]], data(m[[1]])), m[[3]][names(m[[3]]) != "fun"]))
  measures <- fitMeasures(fit)
  found <- as.list(measures[intersect(keys, names(measures))])
  params <- parameterEstimates(fit, standardized = TRUE)[, c("lhs", "op", "rhs", "est", "se", "std.lv", "std.all")]
  std <- standardizedSolution(fit)[, c("lhs", "op", "rhs", "se")]
  mi <- head(modindices(fit, sort = TRUE)[, c("lhs", "op", "rhs", "mi", "epc")], 5)
  score <- tryCatch(lavTestScore(fit, univariate = TRUE)$uni[, c("lhs", "op", "rhs", "X2")], error = function(e) list())
  list(score = score, data = m[[1]], model = m[[2]], options = m[[3]], fit = found, params = params, std = std, mi = mi)
})
write(jsonlite::toJSON(out, digits = 8, auto_unbox = TRUE, na = "null"), "constraints.json")
