# The same questions of models with several groups. Run in tests/golden: Rscript questions_groups.R (lavaan 0.6-14).
suppressMessages(library(lavaan))
options(warn = -1, digits = 12)
rows <- read.csv("questions_groups.csv")
model <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
fitted <- function(...) cfa(model, rows, group = "school", ...)
equal <- list(configural = "none", metric = "loadings", scalar = c("loadings", "intercepts"))
plain <- function(x) unclass(as.matrix(x))
out <- list()
for (estimator in c("ML", "GLS", "MLR")) {
  for (step in c("configural", "metric", "scalar")) {
    fit <- fitted(estimator = estimator, group.equal = equal[[step]])
    name <- paste(step, estimator)
    mi <- modindices(fit, sort. = TRUE, maximum.number = 25)
    out$modindices[[name]] <- mi[, c("lhs", "op", "rhs", "group", "mi", "epc", "sepc.lv", "sepc.all")]
    if (step != "configural") {
      found <- lavTestScore(fit)
      out$equalities[[name]] <- list(total = as.list(found$test), each = found$uni$X2)
    }
    if (estimator != "GLS") {
      res <- lavResiduals(fit, type = "cor.bollen", add.labels = FALSE, add.class = FALSE)
      out$residuals[[name]] <- lapply(res, function(g) {
        list(bollen = plain(g$cov), z = plain(g$cov.z), mean.z = as.numeric(g$mean.z), crmr = g$summary["crmr", "total"],
             se = g$summary["crmr.se", "total"])
      })
    }
    if (estimator == "ML") {
      scores <- lavPredict(fit)
      out$scores[[name]] <- lapply(scores, function(g) plain(head(g, 5)))
    }
  }
}
# The metric model with the factors' means free and a marker's intercept equal, so that the scalar one is nested in
# it parameter by parameter, as lavaan's method of 2010 takes for granted.
free <- c("x2~1", "x3~1", "x5~1", "x6~1", "x8~1", "x9~1")
larger <- fitted(estimator = "MLR", group.equal = equal$scalar, group.partial = free)
found <- as.data.frame(lavTestLRT(larger, fitted(estimator = "MLR", group.equal = equal$scalar),
                                  method = "satorra.bentler.2010"))[2, ]
out$nested <- list(chisq = found[["Chisq diff"]], df = found[["Df diff"]])
write(jsonlite::toJSON(out, digits = 10, auto_unbox = TRUE, na = "null"), "questions_groups.json")
