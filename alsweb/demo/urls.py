from django.urls import include, path

from alsweb.demo import mail_urls
from alsweb.demo.sign_in import sign_in

app_name = "demo"
urlpatterns = [
    path("demo/sign-in/", sign_in, name="sign_in"),
    path("demo/", include(mail_urls.urlpatterns)),
]
